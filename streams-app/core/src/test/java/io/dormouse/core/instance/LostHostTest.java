package io.dormouse.core.instance;

import static io.dormouse.core.Sample.HOST_1;
import static io.dormouse.core.Sample.HOST_2;
import static io.dormouse.core.Sample.POOL;
import static io.dormouse.core.Sample.REPLICA;
import static io.dormouse.core.Sample.REQUEST;
import static io.dormouse.core.Sample.SPEC;
import static io.dormouse.core.Sample.START;
import static io.dormouse.core.instance.Given.at;
import static io.dormouse.core.instance.Given.given;
import static io.dormouse.core.instance.Lives.INPUTS;
import static io.dormouse.core.instance.Lives.credentials;
import static io.dormouse.core.instance.Lives.provided;
import static io.dormouse.core.instance.TwoReplicas.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.core.instance.InstanceEffect.ToHost;
import io.dormouse.core.instance.InstanceEffect.ToScheduler;
import io.dormouse.core.instance.state.InstanceState.Asleep;
import io.dormouse.core.instance.state.InstanceState.Living;
import io.dormouse.core.instance.state.ReplicaState.Fencing;
import io.dormouse.core.instance.state.ReplicaState.Queued;
import io.dormouse.language.cause.Cause;
import io.dormouse.language.cause.CauseKind;
import io.dormouse.language.host.HostId;
import io.dormouse.language.host.PlacementMessage.PlacementRequested;
import io.dormouse.language.host.ReplicaReport;
import io.dormouse.language.host.ReplicaStatus;
import io.dormouse.language.instance.InstanceCommand.LoseReplica;
import io.dormouse.language.instance.InstanceCommand.WakeInstance;
import io.dormouse.language.instance.InstanceEvent;
import io.dormouse.language.instance.InstanceEvent.FencingStarted;
import io.dormouse.language.instance.InstanceEvent.InstancePassivated;
import io.dormouse.language.instance.InstanceEvent.InstanceRemoved;
import io.dormouse.language.instance.InstanceEvent.InstanceStarted;
import io.dormouse.language.instance.InstanceEvent.InstanceWoken;
import io.dormouse.language.instance.InstanceEvent.ReplicaLost;
import io.dormouse.language.instance.InstanceEvent.ReplicaPlaced;
import io.dormouse.language.instance.InstanceEvent.ReplicaQueued;
import io.dormouse.language.instance.InstanceEvent.ReplicaRefused;
import io.dormouse.language.instance.InstanceEvent.ResourcesProvided;
import io.dormouse.language.instance.ReplicaId;
import io.dormouse.language.resources.ResourceMode;
import io.dormouse.language.topics.HostCommandKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Replicas whose host the scheduler has lost. */
class LostHostTest {

  private static final InstancePassivated ASLEEP =
      new InstancePassivated(Cause.of(CauseKind.HOST_LOST), null, null);

  @Test
  void shouldSleepOnceTheLastReplicaIsLost() {
    List<InstanceEvent> both =
        Lives.plus(
            TwoReplicas.twoAsleep(),
            new InstanceWoken(REQUEST),
            new ReplicaQueued(REPLICA),
            new ReplicaQueued(SECOND),
            Lives.placed(1),
            placed(SECOND, 1, HOST_1),
            Lives.started(1),
            new InstanceStarted(SECOND, 1, HOST_1, "10.0.0.8", 8080, Lives.PHASES));
    Given running = given(both);
    running
        .when(new LoseReplica(REPLICA, 1, HOST_1))
        .then(lostAt(running.last()), new FencingStarted(REPLICA, 1, HOST_1));

    List<InstanceEvent> one =
        Lives.plus(both, Lives.lost(), new FencingStarted(REPLICA, 1, HOST_1));
    given(one)
        .when(new LoseReplica(SECOND, 1, HOST_1))
        .then(new ReplicaLost(SECOND, 1, HOST_1), ASLEEP)
        .state(Asleep.class);
    given(Lives.plus(one, new ReplicaLost(SECOND, 1, HOST_1), ASLEEP))
        .when(new WakeInstance(REQUEST))
        .replica(Fencing.class);
  }

  @Test
  void shouldStayAwakeWhileAnotherReplicaStarts() {
    Given starting = given(TwoReplicas.twoStarting());
    starting
        .when(new LoseReplica(REPLICA, 1, HOST_1))
        .then(lostAt(starting.last()), new FencingStarted(REPLICA, 1, HOST_1));
  }

  @Test
  void shouldQueueWhatIsKeptAwakeBehindThoseWhoWaitedBeforeTheLoss() {
    List<InstanceEvent> keptAwake = new ArrayList<>(Lives.ownRunning());
    keptAwake.set(0, Lives.requestedOwnKeptAwake());
    Given running = given(keptAwake);
    Instant loss = running.last().plus(Duration.ofDays(30));
    running
        .when(new LoseReplica(REPLICA, 1, HOST_1), at("+720h"))
        .then(lostAt(loss), new FencingStarted(REPLICA, 1, HOST_1));

    Given.Then queued =
        given(Lives.plus(keptAwake, lostAt(loss), new FencingStarted(REPLICA, 1, HOST_1)))
            .whenProvisioned(provided(2))
            .then(Lives.issued(2), new ReplicaQueued(REPLICA, loss, List.of()))
            .effects(requested(REPLICA, 2, loss));
    assertThat(InstanceViews.of((Living) queued.outcome().after()).since()).isEqualTo(loss);
  }

  @Test
  void shouldKeepThatPlaceWhenAHostRefuses() {
    Instant loss = START.plus(Duration.ofDays(30));
    given(
            Lives.plus(
                TwoReplicas.twoRunning(),
                new ReplicaLost(SECOND, 1, HOST_2, loss),
                TwoReplicas.secondFenced(),
                new InstanceEvent.CredentialsIssued(credentials(2), 1),
                new ReplicaQueued(SECOND, loss, List.of()),
                placed(SECOND, 2, HOST_1)))
        .whenReported(
            ReplicaReport.of(HOST_1, SECOND, 2, new ReplicaStatus.Refused("no room", 0)), "+1s")
        .then(new ReplicaRefused(SECOND, 2, HOST_1, "no room"))
        .effects(
            new ToHost(new HostCommandKey(HOST_1, SECOND), null),
            requested(SECOND, 3, loss, HOST_1));
  }

  @Test
  void shouldKeepThePlaceOfAStartThatIsLost() {
    Given starting = given(Lives.starting());
    starting
        .when(new LoseReplica(REPLICA, 1, HOST_1), at("+20s"))
        .then(new ReplicaLost(REPLICA, 1, HOST_1, starting.last().minusSeconds(2)));
  }

  @Test
  void shouldNotAskAHostAgainAfterALossThatRefusedBefore() {
    List<InstanceEvent> refused =
        Lives.plus(
            Lives.ownAsleep(),
            new InstanceWoken(REQUEST),
            Lives.placed(1),
            new ReplicaRefused(REPLICA, 1, HOST_1, "no room"),
            placed(REPLICA, 2, HOST_2),
            new ReplicaLost(REPLICA, 2, HOST_2),
            new FencingStarted(REPLICA, 2, HOST_2));
    Given past = given(refused);
    Instant wake = past.last().minusSeconds(5);
    past.whenProvisioned(provided(2))
        .then(Lives.issued(2), new ReplicaQueued(REPLICA, null, List.of(HOST_1)))
        .effects(requested(REPLICA, 3, wake, HOST_1));
  }

  @Test
  void shouldNotAskAHostAgainAfterALossThatNeedsNoFence() {
    List<InstanceEvent> refused =
        Lives.plus(
            Lives.starting(),
            new ReplicaRefused(REPLICA, 1, HOST_1, "no room"),
            placed(REPLICA, 2, HOST_2),
            new ReplicaLost(REPLICA, 2, HOST_2));
    given(refused)
        .whenReported(ReplicaReport.of(HOST_2, REPLICA, 2, new ReplicaStatus.Stopped(0)), at("+1s"))
        .then(
            new InstanceEvent.ReplicaStopped(REPLICA, 2, HOST_2, null),
            new ReplicaQueued(REPLICA, null, List.of(HOST_1)))
        .replica(Queued.class);
  }

  @Test
  void shouldAskEveryHostInANewWake() {
    given(
            Lives.plus(
                Lives.starting(),
                new ReplicaRefused(REPLICA, 1, HOST_1, "no room"),
                placed(REPLICA, 2, HOST_2),
                new ReplicaLost(REPLICA, 2, HOST_2),
                new InstancePassivated(Lives.API, null, null),
                new InstanceWoken(REQUEST)))
        .whenReported(ReplicaReport.of(HOST_2, REPLICA, 2, new ReplicaStatus.Stopped(0)), at("+1s"))
        .then(
            new InstanceEvent.ReplicaStopped(REPLICA, 2, HOST_2, null), new ReplicaQueued(REPLICA));
  }

  @Test
  void shouldNeedNoEndFromAHostThatNeverReturnsOnceItIsCreatedAnew() {
    List<InstanceEvent> lost = Lives.plus(Lives.running(), Lives.lost(), ASLEEP);
    given(lost).when(new WakeInstance(REQUEST), at("+720h")).then(new InstanceWoken(REQUEST));

    Given again =
        given(
            Lives.plus(
                lost,
                Lives.deletedAt(false),
                new InstanceRemoved(),
                Lives.requested(),
                new ResourcesProvided(ResourceMode.SHARED)));
    again
        .when(new WakeInstance(REQUEST))
        .then(new InstanceWoken(REQUEST), new ReplicaQueued(REPLICA))
        .effects(requested(REPLICA, 2, again.last()));
  }

  private static ReplicaLost lostAt(Instant time) {
    return new ReplicaLost(REPLICA, 1, HOST_1, time);
  }

  private static ReplicaPlaced placed(ReplicaId replica, long generation, HostId host) {
    return new ReplicaPlaced(replica, generation, host, false, INPUTS);
  }

  private static ToScheduler requested(
      ReplicaId replica, long request, Instant since, HostId... excluded) {
    return new ToScheduler(
        POOL,
        new PlacementRequested(
            replica, request, POOL, SPEC.memoryBytes(), List.of(excluded), since));
  }
}
