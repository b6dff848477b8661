package io.dormouse.core.instance;

import static io.dormouse.core.Sample.ACME;
import static io.dormouse.core.Sample.BLUEPRINT;
import static io.dormouse.core.Sample.DOMAIN;
import static io.dormouse.core.Sample.HOST_1;
import static io.dormouse.core.Sample.HOST_2;
import static io.dormouse.core.Sample.MIB;
import static io.dormouse.core.Sample.NOTES;
import static io.dormouse.core.Sample.OWNER;
import static io.dormouse.core.Sample.POOL;
import static io.dormouse.core.Sample.REPLICA;
import static io.dormouse.core.Sample.REQUEST;
import static io.dormouse.core.Sample.SPEC;
import static io.dormouse.core.Sample.host;
import static io.dormouse.core.instance.Given.at;
import static io.dormouse.core.instance.Given.given;
import static io.dormouse.core.instance.Lives.API;
import static io.dormouse.core.instance.Lives.INPUTS;
import static io.dormouse.core.instance.Lives.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.dormouse.core.instance.InstanceEffect.ToDomains;
import io.dormouse.core.instance.InstanceEffect.ToHost;
import io.dormouse.core.instance.InstanceEffect.ToOwner;
import io.dormouse.core.instance.InstanceEffect.ToScheduler;
import io.dormouse.core.instance.state.InstanceState;
import io.dormouse.core.instance.state.InstanceState.Asleep;
import io.dormouse.core.instance.state.ReplicaState.Lost;
import io.dormouse.core.instance.state.ReplicaState.Queued;
import io.dormouse.core.instance.state.ReplicaState.Starting;
import io.dormouse.core.instance.state.ReplicaState.Stopping;
import io.dormouse.language.blueprint.PassivationAction;
import io.dormouse.language.blueprint.PassivationPolicy;
import io.dormouse.language.blueprint.PassivationPolicy.FixedIdle;
import io.dormouse.language.cause.Cause;
import io.dormouse.language.cause.CauseKind;
import io.dormouse.language.cause.PlacementInputs;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.command.RejectionReason;
import io.dormouse.language.domain.DomainCommand.ClaimDomain;
import io.dormouse.language.domain.DomainCommand.ReleaseDomain;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.domain.RouteTarget.ToInstance;
import io.dormouse.language.host.HostCommand.RunReplica;
import io.dormouse.language.host.HostCommand.StopReplica;
import io.dormouse.language.host.PlacementMessage.MemoryReserved;
import io.dormouse.language.host.PlacementMessage.PlacementRequested;
import io.dormouse.language.host.PlacementMessage.PlacementWithdrawn;
import io.dormouse.language.host.ReplicaStatus;
import io.dormouse.language.instance.InstanceCommand.AddDomain;
import io.dormouse.language.instance.InstanceCommand.CreateInstance;
import io.dormouse.language.instance.InstanceCommand.DeleteInstance;
import io.dormouse.language.instance.InstanceCommand.PassivateInstance;
import io.dormouse.language.instance.InstanceCommand.PlaceReplica;
import io.dormouse.language.instance.InstanceCommand.RemoveDomain;
import io.dormouse.language.instance.InstanceCommand.StopInstance;
import io.dormouse.language.instance.InstanceCommand.WakeInstance;
import io.dormouse.language.instance.InstanceEvent.DomainAdded;
import io.dormouse.language.instance.InstanceEvent.DomainRemoved;
import io.dormouse.language.instance.InstanceEvent.InstancePassivated;
import io.dormouse.language.instance.InstanceEvent.InstanceRequested;
import io.dormouse.language.instance.InstanceEvent.InstanceStopped;
import io.dormouse.language.instance.InstanceEvent.InstanceWoken;
import io.dormouse.language.instance.InstanceEvent.ReplicaPlaced;
import io.dormouse.language.instance.InstanceEvent.ReplicaQueued;
import io.dormouse.language.instance.InstanceEvent.ReplicaStopped;
import io.dormouse.language.instance.InstanceEvent.ResourcesProvided;
import io.dormouse.language.instance.RecordedEvent;
import io.dormouse.language.instance.ReplicaId;
import io.dormouse.language.owner.OwnerMessage;
import io.dormouse.language.owner.OwnerNews;
import io.dormouse.language.owner.OwnerNews.InstanceOpened;
import io.dormouse.language.resources.ResourceMode;
import io.dormouse.language.topics.HostCommandKey;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Commands to an instance; every pair of state and command is in the golden matrix. */
class InstanceDeciderTest {

  private static final HostCommandKey ON_HOST_1 = new HostCommandKey(HOST_1, REPLICA);
  private static final CreateInstance CREATE = new CreateInstance(NOTES, null, null, OWNER, null);
  private static final WakeInstance WAKE = new WakeInstance(REQUEST);
  private static final StopReplica STOP_REPLICA =
      new StopReplica(HOST_1, REPLICA, 1, Duration.ofSeconds(5), false);

  @Test
  void shouldCreateAnInstanceFromTheNewestBlueprint() {
    given()
        .when(CREATE)
        .then(
            requested(BLUEPRINT.passivation(), DOMAIN, true),
            new ResourcesProvided(ResourceMode.SHARED))
        .effects(
            new ToDomains(new ClaimDomain(DOMAIN, new ToInstance(ACME))),
            toOwner(new InstanceOpened(ACME, new CommandId("command-1"))))
        .state(Asleep.class);
  }

  private static InstanceRequested requested(
      PassivationPolicy policy, DomainName domain, boolean follows) {
    return new InstanceRequested(
        NOTES,
        3,
        SPEC,
        policy,
        POOL,
        OWNER,
        domain,
        ResourceMode.SHARED,
        null,
        null,
        null,
        1,
        follows);
  }

  private static ToOwner toOwner(OwnerNews news) {
    return new ToOwner(new OwnerMessage(OWNER, news));
  }

  @Test
  void shouldPreferTheWishesOfTheCommandToTheBlueprint() {
    PassivationPolicy policy = new FixedIdle(Duration.ofSeconds(9), PassivationAction.KEEP_AWAKE);
    DomainName domain = new DomainName("www.acme.org");
    given()
        .when(new CreateInstance(NOTES, policy, domain, OWNER, null))
        .then(requested(policy, domain, false), new ResourcesProvided(ResourceMode.SHARED));
  }

  @Test
  void shouldRejectAnUnknownBlueprint() {
    given()
        .withoutBlueprint()
        .when(CREATE)
        .thenRejected(RejectionReason.UNKNOWN_BLUEPRINT, "a blueprint named 'notes'");
  }

  @Test
  void shouldRejectATakenId() {
    given(Lives.asleep()).when(CREATE).thenRejected(RejectionReason.INSTANCE_TAKEN, "'acme'");
  }

  @Test
  void shouldGiveTheIdOfADeletedInstanceAway() {
    given(Lives.deleted()).when(CREATE).state(Asleep.class);
  }

  @Test
  void shouldGoOnCountingAfterADeletion() {
    Given.Then created = given(Lives.deleted()).when(CREATE);

    InstanceState.Existing after = (InstanceState.Existing) created.outcome().after();

    assertThat(after.sequence()).isEqualTo(Lives.deleted().size() + 2L);
    assertThat(after.generation()).isEqualTo(1);
  }

  @Test
  void shouldKnowACommandOfAnEarlierInstanceOfThatName() {
    given(
            Lives.plus(
                Lives.deleted(), Lives.requested(), new ResourcesProvided(ResourceMode.SHARED)))
        .whenAgain(new DeleteInstance(API, false, null), "past-7", at("+1s"))
        .thenIgnored(RejectionReason.DUPLICATE);
  }

  @Test
  void shouldAskTheSchedulerForAHost() {
    Given past = given(Lives.asleep());
    past.when(WAKE)
        .then(new InstanceWoken(REQUEST), new ReplicaQueued(REPLICA))
        .effects(
            new ToScheduler(
                POOL, new PlacementRequested(REPLICA, 1, POOL, 256 * MIB, List.of(), past.last())))
        .replica(Queued.class);
  }

  @Test
  void shouldStartAtOnceWhereItRanLast() {
    Given past = given(Lives.sleepsAgain()).lastHostHasFree(600);
    past.when(WAKE, at("+4s"))
        .then(
            new InstanceWoken(REQUEST),
            new ReplicaPlaced(
                REPLICA, 2, HOST_1, true, new PlacementInputs("sticky/2", 1, 256 * MIB, 600 * MIB)))
        .effects(
            new ToHost(
                ON_HOST_1,
                new RunReplica(HOST_1, REPLICA, 2, SPEC, past.last().plusSeconds(4), null, DOMAIN)),
            new ToScheduler(POOL, new MemoryReserved(REPLICA, HOST_1, 2, 256 * MIB)))
        .replica(Starting.class);
  }

  @Test
  void shouldGoToTheSchedulerWhenTheLastHostIsFull() {
    given(Lives.sleepsAgain())
        .lastHostHasFree(255)
        .when(WAKE)
        .then(new InstanceWoken(REQUEST), new ReplicaQueued(REPLICA));
  }

  @Test
  void shouldGoToTheSchedulerWhenTheLastHostIsSilent() {
    given(Lives.sleepsAgain())
        .lastHostHasFree(600)
        .when(WAKE, at("+6.001s"))
        .then(new InstanceWoken(REQUEST), new ReplicaQueued(REPLICA));
  }

  @Test
  void shouldGoToTheSchedulerWhenOnlyAnotherHostIsKnown() {
    Given past = given(Lives.sleepsAgain());
    past.lastHost(host(HOST_2, 600, past.last()))
        .when(WAKE)
        .then(new InstanceWoken(REQUEST), new ReplicaQueued(REPLICA));
  }

  @Test
  void shouldWakeOnceHoweverOftenItIsAsked() {
    given(Lives.queued()).when(WAKE).thenIgnored(RejectionReason.ALREADY_SO);
    given(Lives.starting()).when(WAKE).thenIgnored(RejectionReason.ALREADY_SO);
    given(Lives.running()).when(WAKE).thenIgnored(RejectionReason.ALREADY_SO);
  }

  @Test
  void shouldIgnoreACommandThatComesTwice() {
    given(Lives.stopping(Lives.ended(1)))
        .whenAgain(WAKE, "past-4", at("+9s"))
        .thenIgnored(RejectionReason.DUPLICATE);
  }

  /**
   * A client's key belongs to one command, also for an instance that knows it only from its log.
   */
  @Test
  void shouldRejectAnotherCommandUnderTheKeyOfOneThatWasAccepted() {
    given(Lives.stopping(Lives.ended(1)))
        .whenAgain(new WakeInstance(API), "past-4 #other", at("+9s"))
        .thenRejected(RejectionReason.DUPLICATE, "a new Idempotency-Key");
  }

  @Test
  void shouldStartAgainAfterAStopThatIsUnderWay() {
    given(Lives.stopping())
        .when(WAKE)
        .then(new InstanceWoken(REQUEST))
        .effects()
        .replica(Stopping.class);
  }

  @Test
  void shouldNotWakeByARequestWhatAnOperatorStopped() {
    given(Lives.stopped())
        .when(WAKE)
        .thenRejected(RejectionReason.NOT_LEGAL_NOW, "a state that allows wake, but it is stopped");
  }

  @Test
  void shouldWakeByAnOperatorWhatAnOperatorStopped() {
    given(Lives.stopped())
        .when(new WakeInstance(OPERATOR))
        .then(new InstanceWoken(OPERATOR), new ReplicaQueued(REPLICA))
        .replica(Queued.class);
  }

  @Test
  void shouldLeaveAFailedInstanceAloneUntilItsBackoffIsOver() {
    given(Lives.failed())
        .when(WAKE, at("+9.999s"))
        .thenRejected(RejectionReason.BACKING_OFF, "It ended by itself.");
    given(Lives.failed())
        .when(WAKE, at("+10s"))
        .then(new InstanceWoken(REQUEST), new ReplicaQueued(REPLICA));
  }

  @Test
  void shouldLetAnApiUserCutTheBackoffShort() {
    given(Lives.failed())
        .when(new WakeInstance(API), at("+1s"))
        .then(new InstanceWoken(API), new ReplicaQueued(REPLICA));
  }

  @Test
  void shouldNotStartItElsewhereWhileAMuteHostMayStillRunIt() {
    given(Lives.failedMute())
        .lastHostHasFree(600)
        .when(WAKE, at("+60s"))
        .then(new InstanceWoken(REQUEST))
        .effects()
        .replica(Lost.class);
  }

  @Test
  void shouldStartItAnywhereOnceTheMuteHostHasConfirmedItsEnd() {
    given(Lives.plus(Lives.failedMute(), Lives.ended(1)))
        .lastHostHasFree(600)
        .when(WAKE, at("+60s"))
        .then(new InstanceWoken(REQUEST), new ReplicaQueued(REPLICA))
        .replica(Queued.class);
  }

  @Test
  void shouldTellTheHostToStopWhatIsPutToSleep() {
    given(Lives.running())
        .when(new PassivateInstance(API))
        .then(new InstancePassivated(API, null, null))
        .effects(new ToHost(ON_HOST_1, STOP_REPLICA))
        .replica(Stopping.class);
  }

  @Test
  void shouldWithdrawThePlacementOfWhatIsPutToSleep() {
    given(Lives.queued())
        .when(new PassivateInstance(API))
        .then(new InstancePassivated(API, null, null))
        .effects(new ToScheduler(POOL, new PlacementWithdrawn(REPLICA)))
        .state(Asleep.class);
  }

  @Test
  void shouldStopForAnOperator() {
    given(Lives.running())
        .when(new StopInstance(OPERATOR))
        .then(new InstanceStopped(OPERATOR))
        .effects(new ToHost(ON_HOST_1, STOP_REPLICA));
  }

  @Test
  void shouldFollowTheScheduler() {
    Given past = given(Lives.queued());
    past.when(new PlaceReplica(REPLICA, 1, HOST_1, INPUTS), at("+2s"))
        .then(new ReplicaPlaced(REPLICA, 1, HOST_1, false, INPUTS))
        .effects(
            new ToHost(
                ON_HOST_1,
                new RunReplica(HOST_1, REPLICA, 1, SPEC, past.last().plusSeconds(2), null, DOMAIN)),
            new ToScheduler(POOL, new MemoryReserved(REPLICA, HOST_1, 1, 256 * MIB)));
  }

  @Test
  void shouldIgnoreAPlacementThatNobodyWaitsFor() {
    given(Lives.queued())
        .when(new PlaceReplica(REPLICA, 2, HOST_1, INPUTS))
        .thenIgnored(RejectionReason.OUTDATED);
    given(Lives.queued())
        .when(new PlaceReplica(new ReplicaId(ACME, 1), 1, HOST_1, INPUTS))
        .thenIgnored(RejectionReason.OUTDATED);
    given(Lives.running())
        .when(new PlaceReplica(REPLICA, 2, HOST_1, INPUTS))
        .thenIgnored(RejectionReason.OUTDATED);
  }

  @Test
  void shouldTakeAndGiveDomains() {
    DomainName other = new DomainName("acme.org");
    given(Lives.asleep()).when(new AddDomain(other)).then(new DomainAdded(other)).effects();
    given(Lives.asleep()).when(new RemoveDomain(DOMAIN)).then(new DomainRemoved(DOMAIN));
    given(Lives.asleep()).when(new AddDomain(DOMAIN)).thenIgnored(RejectionReason.ALREADY_SO);
    given(Lives.asleep()).when(new RemoveDomain(other)).thenIgnored(RejectionReason.ALREADY_SO);
  }

  @Test
  void shouldGiveADomainBackThatCameForAMissingInstance() {
    given()
        .when(new AddDomain(DOMAIN))
        .effects(new ToDomains(new ReleaseDomain(DOMAIN, ACME)))
        .thenRejected(RejectionReason.UNKNOWN_INSTANCE, "'acme'");
  }

  @Test
  void shouldNumberItsEventsAndNameThemAfterTheCommand() {
    InstanceTurn.TurnResult outcome =
        given(Lives.sleepsAgain()).lastHostHasFree(600).when(WAKE).outcome();

    assertThat(outcome.events())
        .extracting(event -> event.id().value(), RecordedEvent::sequence)
        .containsExactly(tuple("command-1/acme/10", 10L), tuple("command-1/acme/11", 11L));
  }

  @Test
  void shouldConfirmTheEndOfWhatEndedByItself() {
    given(Lives.running())
        .whenReported(new ReplicaStatus.Stopped(0))
        .then(
            new ReplicaStopped(REPLICA, 1, HOST_1, 0),
            new InstancePassivated(Cause.of(CauseKind.OPERATOR), null, null))
        .state(Asleep.class);
  }
}
