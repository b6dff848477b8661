package io.dormouse.core.instance;

import static io.dormouse.core.Sample.ACME;
import static io.dormouse.core.Sample.DOMAIN;
import static io.dormouse.core.Sample.HOST_1;
import static io.dormouse.core.Sample.HOST_2;
import static io.dormouse.core.Sample.OWNER;
import static io.dormouse.core.Sample.OWN_BLUEPRINT;
import static io.dormouse.core.Sample.POOL;
import static io.dormouse.core.Sample.REPLICA;
import static io.dormouse.core.Sample.REQUEST;
import static io.dormouse.core.Sample.SPEC;
import static io.dormouse.core.instance.Given.at;
import static io.dormouse.core.instance.Given.given;
import static io.dormouse.core.instance.Lives.API;
import static io.dormouse.core.instance.Lives.INPUTS;
import static io.dormouse.core.instance.Lives.RESOURCE;
import static io.dormouse.core.instance.Lives.credentials;
import static io.dormouse.core.instance.Lives.provide;
import static io.dormouse.core.instance.Lives.provided;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.core.DerivedId;
import io.dormouse.core.instance.InstanceEffect.ToDomains;
import io.dormouse.core.instance.InstanceEffect.ToHost;
import io.dormouse.core.instance.InstanceEffect.ToOwner;
import io.dormouse.core.instance.InstanceEffect.ToScheduler;
import io.dormouse.core.instance.state.InstanceState;
import io.dormouse.core.instance.state.InstanceState.Asleep;
import io.dormouse.core.instance.state.InstanceState.Requested;
import io.dormouse.core.instance.state.ReplicaState.Fencing;
import io.dormouse.core.instance.state.ReplicaState.Queued;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.command.RejectionReason;
import io.dormouse.language.domain.DomainCommand.ClaimDomain;
import io.dormouse.language.domain.RouteTarget.ToInstance;
import io.dormouse.language.host.HostCommand.RunReplica;
import io.dormouse.language.host.HostCommand.StopReplica;
import io.dormouse.language.host.PlacementMessage.MemoryReleased;
import io.dormouse.language.host.PlacementMessage.MemoryReserved;
import io.dormouse.language.host.PlacementMessage.PlacementRequested;
import io.dormouse.language.host.ReplicaReport;
import io.dormouse.language.host.ReplicaStatus;
import io.dormouse.language.instance.InstanceCommand.CreateInstance;
import io.dormouse.language.instance.InstanceCommand.PlaceReplica;
import io.dormouse.language.instance.InstanceCommand.RetryResources;
import io.dormouse.language.instance.InstanceCommand.WakeInstance;
import io.dormouse.language.instance.InstanceEvent;
import io.dormouse.language.instance.InstanceEvent.DatabaseBound;
import io.dormouse.language.instance.InstanceEvent.FencingStarted;
import io.dormouse.language.instance.InstanceEvent.InstanceWoken;
import io.dormouse.language.instance.InstanceEvent.ReplicaLost;
import io.dormouse.language.instance.InstanceEvent.ReplicaQueued;
import io.dormouse.language.instance.InstanceEvent.ResourcesFailed;
import io.dormouse.language.instance.InstanceEvent.ResourcesProvided;
import io.dormouse.language.instance.InstanceEvent.ResourcesRequested;
import io.dormouse.language.owner.OwnerId;
import io.dormouse.language.owner.OwnerMessage;
import io.dormouse.language.owner.OwnerNews.InstanceOpened;
import io.dormouse.language.owner.OwnerNews.SignUpRefused;
import io.dormouse.language.resources.ResourceId;
import io.dormouse.language.resources.ResourceMode;
import io.dormouse.language.resources.ResourceReport;
import io.dormouse.language.resources.ResourceStatus.DatabaseChosen;
import io.dormouse.language.resources.ResourceStatus.StepFailed;
import io.dormouse.language.resources.ResourceStep;
import io.dormouse.language.topics.HostCommandKey;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Provision and fencing of the resources that an instance owns outside its container. */
class ResourceDeciderTest {

  private static final CreateInstance CREATE =
      new CreateInstance(OWN_BLUEPRINT.id(), null, null, OWNER, null);
  private static final HostCommandKey ON_HOST_1 = new HostCommandKey(HOST_1, REPLICA);

  @Test
  void shouldAskForResourcesBeforeAnythingElse() {
    ResourceId made = DerivedId.resource(ACME, new CommandId("command-1"));
    given()
        .blueprint(OWN_BLUEPRINT)
        .when(CREATE)
        .effects(
            new ToDomains(new ClaimDomain(DOMAIN, new ToInstance(ACME))),
            new ToOwner(
                new OwnerMessage(OWNER, new InstanceOpened(ACME, new CommandId("command-1")))),
            provide(made, 1, null))
        .state(Requested.class);
  }

  @Test
  void shouldTellAnOwnerWhoseSignUpHadTheIdOfAnothers() {
    OwnerId other = new OwnerId("owner-2");

    given(Lives.requestedOwn())
        .whenAgain(new CreateInstance(OWN_BLUEPRINT.id(), null, null, other, null), "past-1", "+0s")
        .effects(
            new ToOwner(
                new OwnerMessage(
                    other,
                    new SignUpRefused(
                        new CommandId("past-1"),
                        ACME,
                        RejectionReason.DUPLICATE,
                        "Expected a new command id, but 'past-1' was accepted before."))))
        .thenIgnored(RejectionReason.DUPLICATE);
  }

  @Test
  void shouldNotWakeBeforeItsResourcesAreThere() {
    given(Lives.requestedOwn())
        .when(new WakeInstance(REQUEST))
        .thenRejected(RejectionReason.NOT_LEGAL_NOW, "but it is requested");
  }

  @Test
  void shouldSleepOnceItsResourcesAreThere() {
    given(Lives.requestedOwn(), new DatabaseBound("pg-1"))
        .whenProvisioned(provided(1))
        .then(Lives.issued(1), new ResourcesProvided(ResourceMode.OWN))
        .effects()
        .state(Asleep.class);
  }

  @Test
  void shouldBeBoundToOneDatabaseForItsLife() {
    given(Lives.requestedOwn())
        .whenProvisioned(new DatabaseChosen("pg-1"))
        .then(new DatabaseBound("pg-1"));
    given(Lives.requestedOwn(), new DatabaseBound("pg-1"))
        .whenProvisioned(new DatabaseChosen("pg-2"))
        .thenIgnored(RejectionReason.ALREADY_SO);
  }

  @Test
  void shouldIgnoreReportsOfOtherRequestsAndOtherLives() {
    for (ResourceReport report :
        List.of(report(RESOURCE, 2), report(new ResourceId("rfedcba987654321"), 1))) {
      given(Lives.requestedOwn()).whenProvisioned(report).thenIgnored(RejectionReason.OUTDATED);
    }
    given(Lives.asleep())
        .whenProvisioned(report(RESOURCE, 1))
        .thenIgnored(RejectionReason.OUTDATED);
  }

  @Test
  void shouldShowWhatFailedAndTryAgainWhenAsked() {
    Given.Then failed =
        given(Lives.requestedOwn())
            .whenProvisioned(new StepFailed(ResourceStep.CREATE_SCHEMA, "permission denied"))
            .then(new ResourcesFailed(1, ResourceStep.CREATE_SCHEMA, "permission denied"))
            .state(Requested.class);

    assertThat(InstanceViews.of((InstanceState.Living) failed.outcome().after()).resources())
        .satisfies(view -> {
          assertThat(view.failedStep()).isEqualTo(ResourceStep.CREATE_SCHEMA);
          assertThat(view.failure()).isEqualTo("permission denied");
        });
    given(Lives.requestedOwn(), Lives.FAILED_STEP)
        .when(new RetryResources(API))
        .then(new ResourcesRequested(API, null))
        .effects(provide(RESOURCE, 2, null));
  }

  @Test
  void shouldTryAgainOnlyWhatFailed() {
    given(Lives.ownAsleep())
        .when(new RetryResources(API))
        .thenRejected(RejectionReason.NOT_LEGAL_NOW, "nothing of it failed");
  }

  @Test
  void shouldHandItsCredentialsToTheHost() {
    Given past =
        given(
            Lives.plus(Lives.ownAsleep(), new InstanceWoken(REQUEST), new ReplicaQueued(REPLICA)));
    past.when(new PlaceReplica(REPLICA, 1, HOST_1, INPUTS), at("+2s"))
        .effects(
            new ToHost(
                ON_HOST_1,
                new RunReplica(
                    HOST_1, REPLICA, 1, SPEC, past.last().plusSeconds(2), credentials(1), DOMAIN)),
            new ToScheduler(POOL, new MemoryReserved(REPLICA, HOST_1, 1, SPEC.memoryBytes())));
  }

  @Test
  void shouldTakeAHostForLostThatDoesNotConfirmTheEnd() {
    Duration patience = SPEC.stopGrace().plus(DeadlineDecider.MUTE_AFTER);
    assertThat(given(Lives.ownStopping()).deadline()).isEqualTo(patience);
    given(Lives.ownStopping())
        .whenTimePasses("+%ds".formatted(patience.toSeconds()))
        .then(new ReplicaLost(REPLICA, 1, HOST_1))
        .state(Asleep.class);
    assertThat(given(Lives.stopping()).deadline()).isNull();
  }

  @Test
  void shouldLockALostReplicaOutBeforeANewerOneStarts() {
    given(Lives.ownLost())
        .lastHostHasFree(600)
        .when(new WakeInstance(REQUEST))
        .then(new InstanceWoken(REQUEST), new FencingStarted(REPLICA, 1, HOST_1))
        .effects(provide(RESOURCE, 2, "pg-1"))
        .replica(Fencing.class);
    Given fencing = given(Lives.fencing());
    fencing
        .whenProvisioned(provided(2))
        .then(Lives.issued(2), new ReplicaQueued(REPLICA))
        .effects(
            new ToScheduler(
                POOL,
                new PlacementRequested(
                    REPLICA,
                    2,
                    POOL,
                    SPEC.memoryBytes(),
                    List.of(),
                    fencing.last().minusSeconds(1))))
        .replica(Queued.class);
  }

  @Test
  void shouldLockOutWhatAMuteHostMayRunOfAFailedStart() {
    given(
            Lives.plus(
                Lives.ownAsleep(),
                new InstanceWoken(REQUEST),
                Lives.placed(1),
                Lives.failed(Lives.MUTE)))
        .when(new WakeInstance(API))
        .effects(provide(RESOURCE, 2, "pg-1"))
        .replica(Fencing.class);
  }

  @Test
  void shouldNotStartOnCredentialsThatAreBeingReplaced() {
    given(Lives.plus(Lives.fencing(), new InstanceEvent.InstancePassivated(API, null, null)))
        .lastHostHasFree(600)
        .when(new WakeInstance(REQUEST))
        .effects(provide(RESOURCE, 3, "pg-1"))
        .replica(Fencing.class);
  }

  @Test
  void shouldNeedNoLockOnceTheLostHostConfirmsTheEnd() {
    given(Lives.ownLost())
        .whenReported(new ReplicaStatus.Stopped(0))
        .then(new InstanceEvent.ReplicaStopped(REPLICA, 1, HOST_1, null))
        .state(Asleep.class);
    given(Lives.plus(Lives.ownLost(), Lives.ended(1)))
        .when(new WakeInstance(REQUEST))
        .replica(Queued.class);
  }

  @Test
  void shouldTellALostHostThatComesBackThatItHasNothingToDo() {
    ReplicaReport late =
        new ReplicaReport(new CommandId("late"), HOST_1, REPLICA, 1, new ReplicaStatus.Stopped(0));

    given(
            Lives.plus(
                Lives.fencing(), Lives.issued(2), new ReplicaQueued(REPLICA), placedOnTheOther()))
        .whenReported(late, "+1s")
        .effects(
            new ToHost(ON_HOST_1, null),
            new ToScheduler(POOL, new MemoryReleased(REPLICA, HOST_1, 1)))
        .thenIgnored(RejectionReason.OUTDATED);
    given(Lives.ownRunning())
        .whenReported(
            new ReplicaReport(
                new CommandId("older"), HOST_1, REPLICA, 0, new ReplicaStatus.Stopped(0)),
            "+1s")
        .effects()
        .thenIgnored(RejectionReason.OUTDATED);
  }

  @Test
  void shouldLeaveALostHostItsOrderWhenAnOlderEndIsReportedAgain() {
    given(Lives.plus(Lives.ownRunning(), Lives.crashed(1), Lives.placed(2), lostAgain()))
        .whenReported(ReplicaReport.of(HOST_1, REPLICA, 1, new ReplicaStatus.Stopped(0)), "+1s")
        .effects()
        .thenIgnored(RejectionReason.OUTDATED);
  }

  @Test
  void shouldLeaveItsOrderWhenTheNewerOneIsOnItsWayElsewhere() {
    List<InstanceEvent> lost =
        Lives.plus(
            Lives.ownRunning(),
            Lives.crashed(1),
            Lives.placed(2),
            lostAgain(),
            new FencingStarted(REPLICA, 2, HOST_1),
            Lives.issued(2),
            new ReplicaQueued(REPLICA));
    ToHost stopsAll =
        new ToHost(ON_HOST_1, new StopReplica(HOST_1, REPLICA, 2, SPEC.stopGrace(), false));
    for (List<InstanceEvent> past :
        List.of(
            lost,
            Lives.plus(lost, new InstanceEvent.ReplicaPlaced(REPLICA, 3, HOST_2, false, INPUTS)))) {
      given(past)
          .whenReported(ReplicaReport.of(HOST_1, REPLICA, 1, new ReplicaStatus.Stopped(0)), "+1s")
          .effects(stopsAll, new ToScheduler(POOL, new MemoryReleased(REPLICA, HOST_1, 1)))
          .thenIgnored(RejectionReason.OUTDATED);
      given(past)
          .whenReported(ReplicaReport.of(HOST_1, REPLICA, 2, new ReplicaStatus.Stopped(0)), "+1s")
          .effects(
              new ToHost(ON_HOST_1, null),
              new ToScheduler(POOL, new MemoryReleased(REPLICA, HOST_1, 2)))
          .thenIgnored(RejectionReason.OUTDATED);
    }
  }

  private static InstanceEvent lostAgain() {
    return new ReplicaLost(REPLICA, 2, HOST_1);
  }

  private static InstanceEvent placedOnTheOther() {
    return new InstanceEvent.ReplicaPlaced(REPLICA, 2, HOST_2, false, INPUTS);
  }

  private static ResourceReport report(ResourceId resource, long request) {
    return new ResourceReport(
        new CommandId("r-1"), "p-1", ACME, resource, request, provided(request));
  }
}
