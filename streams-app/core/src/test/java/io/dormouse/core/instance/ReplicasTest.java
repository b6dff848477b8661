package io.dormouse.core.instance;

import static io.dormouse.core.Sample.ACME;
import static io.dormouse.core.Sample.HOST_1;
import static io.dormouse.core.Sample.HOST_2;
import static io.dormouse.core.Sample.MIB;
import static io.dormouse.core.Sample.OWN_BLUEPRINT;
import static io.dormouse.core.Sample.POOL;
import static io.dormouse.core.Sample.REPLICA;
import static io.dormouse.core.Sample.REQUEST;
import static io.dormouse.core.Sample.SPEC;
import static io.dormouse.core.instance.Given.at;
import static io.dormouse.core.instance.Given.given;
import static io.dormouse.core.instance.Lives.API;
import static io.dormouse.core.instance.Lives.CRASH;
import static io.dormouse.core.instance.Lives.RESOURCE;
import static io.dormouse.core.instance.Lives.credentials;
import static io.dormouse.core.instance.TwoReplicas.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.core.Sample;
import io.dormouse.core.instance.InstanceEffect.ToHost;
import io.dormouse.core.instance.InstanceEffect.ToProvisioner;
import io.dormouse.core.instance.InstanceEffect.ToScheduler;
import io.dormouse.core.instance.state.InstanceState;
import io.dormouse.core.instance.state.InstanceState.Asleep;
import io.dormouse.core.instance.state.InstanceState.Failed;
import io.dormouse.core.instance.state.InstanceState.Living;
import io.dormouse.core.instance.state.Replica;
import io.dormouse.language.cause.PlacementInputs;
import io.dormouse.language.host.HostCommand;
import io.dormouse.language.host.HostId;
import io.dormouse.language.host.PlacementMessage.MemoryReleased;
import io.dormouse.language.host.PlacementMessage.PlacementRequested;
import io.dormouse.language.host.ReplicaReport;
import io.dormouse.language.host.ReplicaStatus;
import io.dormouse.language.instance.Endpoint;
import io.dormouse.language.instance.InstanceCommand.DeleteInstance;
import io.dormouse.language.instance.InstanceCommand.PassivateInstance;
import io.dormouse.language.instance.InstanceCommand.PlaceReplica;
import io.dormouse.language.instance.InstanceCommand.WakeInstance;
import io.dormouse.language.instance.InstanceEvent;
import io.dormouse.language.instance.InstanceEvent.FencingStarted;
import io.dormouse.language.instance.InstanceEvent.InstanceFailed;
import io.dormouse.language.instance.InstanceEvent.InstancePassivated;
import io.dormouse.language.instance.InstanceEvent.InstanceWoken;
import io.dormouse.language.instance.InstanceEvent.ReplicaFailed;
import io.dormouse.language.instance.InstanceEvent.ReplicaLost;
import io.dormouse.language.instance.InstanceEvent.ReplicaPlaced;
import io.dormouse.language.instance.InstanceEvent.ReplicaQueued;
import io.dormouse.language.instance.InstanceEvent.ReplicaStopped;
import io.dormouse.language.instance.InstanceEvent.ResourcesRequested;
import io.dormouse.language.instance.InstanceStatus;
import io.dormouse.language.instance.InstanceView;
import io.dormouse.language.instance.ReplicaId;
import io.dormouse.language.instance.ReplicaStage;
import io.dormouse.language.instance.ReplicaView;
import io.dormouse.language.resources.ReplicaAccess;
import io.dormouse.language.resources.ReplicaCredentials;
import io.dormouse.language.resources.ResourceCommand.ProvideResources;
import io.dormouse.language.resources.ResourceStatus.Provided;
import io.dormouse.language.topics.HostCommandKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An instance of two replicas. */
class ReplicasTest {

  private static final ReplicaStatus STOPPED = new ReplicaStatus.Stopped(0);
  private static final ReplicaStatus CRASHED = new ReplicaStatus.Failed(CRASH, null);

  @Test
  void shouldStartAllOnAWakeAndServeFromTheFirst() {
    Given asleep = given(TwoReplicas.twoAsleep());
    asleep
        .when(new WakeInstance(REQUEST))
        .then(new InstanceWoken(REQUEST), new ReplicaQueued(REPLICA), new ReplicaQueued(SECOND))
        .effects(requested(REPLICA, 1, asleep.last()), requested(SECOND, 1, asleep.last()));

    InstanceView view = view(TwoReplicas.twoStarting());
    assertThat(view.status()).isEqualTo(InstanceStatus.RUNNING);
    assertThat(view.degraded()).isTrue();
    assertThat(view.endpoints()).containsExactly(new Endpoint(0, 1, "10.0.0.7", 8080));
    assertThat(view.replicas())
        .extracting(ReplicaView::status)
        .containsExactly(ReplicaStage.RUNNING, ReplicaStage.STARTING);
  }

  @Test
  void shouldServeFromAllAndNotBeDegradedOnceAllRun() {
    InstanceView view = view(TwoReplicas.twoRunning());

    assertThat(view.degraded()).isFalse();
    assertThat(view.endpoints())
        .containsExactly(
            new Endpoint(0, 1, "10.0.0.7", 8080), new Endpoint(1, 1, "10.0.0.8", 8080));
  }

  @Test
  void shouldStickToTheLastHostsOnlyWithOneReplicaEach() {
    List<InstanceEvent> slept =
        Lives.plus(
            TwoReplicas.twoRunning(),
            new InstancePassivated(API, null, null),
            Lives.ended(1),
            stopped(SECOND, HOST_2));
    given(slept)
        .lastHostHasFree(900)
        .when(new WakeInstance(REQUEST), at("+1s"))
        .then(new InstanceWoken(REQUEST), placedAgain(REPLICA, HOST_1), new ReplicaQueued(SECOND));

    List<InstanceEvent> sameHost =
        Lives.plus(
            TwoReplicas.twoAsleep(),
            new InstanceWoken(REQUEST),
            new ReplicaQueued(REPLICA),
            new ReplicaQueued(SECOND),
            Lives.placed(1),
            new ReplicaPlaced(SECOND, 1, HOST_1, false, Lives.INPUTS),
            new InstancePassivated(API, null, null),
            Lives.ended(1),
            stopped(SECOND, HOST_1));
    given(sameHost)
        .lastHostHasFree(900)
        .when(new WakeInstance(REQUEST), at("+1s"))
        .then(new InstanceWoken(REQUEST), placedAgain(REPLICA, HOST_1), new ReplicaQueued(SECOND));
  }

  @Test
  void shouldPlaceEachReplicaByItself() {
    List<InstanceEvent> queued =
        Lives.plus(
            TwoReplicas.twoAsleep(),
            new InstanceWoken(REQUEST),
            new ReplicaQueued(REPLICA),
            new ReplicaQueued(SECOND));
    given(queued)
        .when(new PlaceReplica(SECOND, 1, HOST_2, Lives.INPUTS))
        .then(new ReplicaPlaced(SECOND, 1, HOST_2, false, Lives.INPUTS));
    assertThat(view(Lives.plus(queued, Lives.placed(1))).status())
        .isEqualTo(InstanceStatus.STARTING);
  }

  @Test
  void shouldReplaceOneThatCrashesAndLeaveTheOtherAlone() {
    Given running = given(TwoReplicas.twoRunning());
    running
        .whenReported(report(SECOND, HOST_2, CRASHED), at("+1s"))
        .then(TwoReplicas.secondCrashed(), new ReplicaQueued(SECOND))
        .effects(
            new ToHost(new HostCommandKey(HOST_2, SECOND), null),
            new ToScheduler(POOL, new MemoryReleased(SECOND, HOST_2, 1)),
            requested(SECOND, 2, given(TwoReplicas.twoAsleep()).last().plusSeconds(1)));
  }

  @Test
  void shouldLetOneBackOffWhileTheOtherServes() {
    List<InstanceEvent> again =
        Lives.plus(
            TwoReplicas.twoRunning(),
            TwoReplicas.secondCrashed(),
            new ReplicaQueued(SECOND),
            new ReplicaPlaced(SECOND, 2, HOST_2, false, Lives.INPUTS));
    ReplicaReport failed =
        new ReplicaReport(report(SECOND, HOST_2, CRASHED).id(), HOST_2, SECOND, 2, CRASHED);
    Given.Then then = given(again).whenReported(failed, at("+1s"));

    assertThat(((Decision.Accepted) then.decision()).events())
        .singleElement()
        .isInstanceOf(ReplicaFailed.class);
    InstanceView view = InstanceViews.of((Living) then.outcome().after());
    assertThat(view.status()).isEqualTo(InstanceStatus.RUNNING);
    assertThat(view.degraded()).isTrue();
    assertThat(view.replicas().get(1).failure()).isEqualTo(CRASH);

    Given backingOff = given(Lives.plus(TwoReplicas.twoRunning(), TwoReplicas.secondFailed()));
    backingOff
        .used(Sample.use(Duration.ZERO, 1, 1), "+60s")
        .whenTimePasses("+60s")
        .then(new ReplicaQueued(SECOND));
  }

  @Test
  void shouldFailOnlyWhenTheLastOneFails() {
    Given.Then then =
        given(
                Lives.plus(
                    TwoReplicas.twoRunning(),
                    TwoReplicas.secondFailed(),
                    Lives.crashed(1),
                    new InstanceWoken(REQUEST),
                    Lives.placed(2)))
            .whenReported(
                new ReplicaReport(
                    report(REPLICA, HOST_1, CRASHED).id(), HOST_1, REPLICA, 2, CRASHED),
                at("+1s"));

    assertThat(((Decision.Accepted) then.decision()).events())
        .singleElement()
        .isInstanceOf(InstanceFailed.class);
    then.state(Failed.class);
    assertThat(((Living) then.outcome().after()).facts().replicas())
        .extracting(replica -> replica.state().stage())
        .containsOnly(ReplicaStage.ABSENT);
  }

  @Test
  void shouldLockOutTheLostOneAndLeaveTheOthersCredentialsAlone() {
    List<InstanceEvent> stopping = Lives.plus(TwoReplicas.twoRunning(), TwoReplicas.restarted());
    Instant loss = given(stopping).last().plusSeconds(35);
    Given.Then lost =
        given(stopping)
            .used(Sample.use(Duration.ZERO, 1, 1), "+35s")
            .whenTimePasses("+35s")
            .then(new ReplicaLost(SECOND, 1, HOST_2, loss), new FencingStarted(SECOND, 1, HOST_2))
            .effects(
                new ToProvisioner(
                    new ProvideResources(
                        ACME,
                        RESOURCE,
                        2,
                        "pg-1",
                        OWN_BLUEPRINT.seed(),
                        List.of(new ReplicaAccess(0, 1, true), new ReplicaAccess(1, 2, false)))));
    assertThat(first(lost.outcome().after()).state().stage()).isEqualTo(ReplicaStage.RUNNING);

    given(
            Lives.plus(
                TwoReplicas.twoRunning(), TwoReplicas.secondLost(), TwoReplicas.secondFenced()))
        .whenProvisioned(new Provided(List.of(new ReplicaCredentials(1, credentials(2)))))
        .then(new InstanceEvent.CredentialsIssued(credentials(2), 1), new ReplicaQueued(SECOND));
  }

  @Test
  void shouldSleepOnceBothHaveStopped() {
    given(TwoReplicas.twoRunning())
        .when(new PassivateInstance(API))
        .effects(stop(REPLICA, HOST_1, false), stop(SECOND, HOST_2, false))
        .state(Asleep.class);
    List<InstanceEvent> stopping =
        Lives.plus(TwoReplicas.twoRunning(), new InstancePassivated(API, null, null));

    assertThat(view(stopping).status()).isEqualTo(InstanceStatus.STOPPING);
    assertThat(view(Lives.plus(stopping, Lives.ended(1))).status())
        .isEqualTo(InstanceStatus.STOPPING);
    assertThat(view(Lives.plus(stopping, Lives.ended(1), stopped(SECOND, HOST_2))).status())
        .isEqualTo(InstanceStatus.ASLEEP);
  }

  @Test
  void shouldEndAllAccessOfADeletedOneOnceBothHaveStopped() {
    given(TwoReplicas.twoRunning())
        .when(new DeleteInstance(API, false, null))
        .effects(stop(REPLICA, HOST_1, true), stop(SECOND, HOST_2, true));
    List<InstanceEvent> deleted = Lives.plus(TwoReplicas.twoRunning(), Lives.deletedAt(false));

    given(deleted)
        .whenReported(report(SECOND, HOST_2, STOPPED), at("+1s"))
        .then(stopped(SECOND, HOST_2));
    given(Lives.plus(deleted, stopped(SECOND, HOST_2)))
        .whenReported(report(REPLICA, HOST_1, STOPPED), at("+1s"))
        .then(stopped(REPLICA, HOST_1), new ResourcesRequested(API, null));
  }

  @Test
  void shouldStartOneAgainThatSomebodyStoppedAtItsHost() {
    given(TwoReplicas.twoRunning())
        .whenReported(report(SECOND, HOST_2, STOPPED), at("+1s"))
        .then(stopped(SECOND, HOST_2), new ReplicaQueued(SECOND));
  }

  private static ReplicaReport report(ReplicaId replica, HostId host, ReplicaStatus status) {
    return ReplicaReport.of(host, replica, 1, status);
  }

  private static ReplicaStopped stopped(ReplicaId replica, HostId host) {
    return new ReplicaStopped(replica, 1, host, 0);
  }

  private static ReplicaPlaced placedAgain(ReplicaId replica, HostId host) {
    return new ReplicaPlaced(
        replica, 2, host, true, new PlacementInputs("sticky/2", 1, 256 * MIB, 900 * MIB));
  }

  private static ToScheduler requested(ReplicaId replica, long request, Instant since) {
    return new ToScheduler(
        POOL, new PlacementRequested(replica, request, POOL, SPEC.memoryBytes(), List.of(), since));
  }

  private static ToHost stop(ReplicaId replica, HostId host, boolean discard) {
    return new ToHost(
        new HostCommandKey(host, replica),
        new HostCommand.StopReplica(host, replica, 1, SPEC.stopGrace(), discard));
  }

  private static Replica first(InstanceState state) {
    return ((Living) state).facts().replica(0);
  }

  private static InstanceView view(List<InstanceEvent> past) {
    return InstanceViews.of((Living) given(past).state());
  }
}
