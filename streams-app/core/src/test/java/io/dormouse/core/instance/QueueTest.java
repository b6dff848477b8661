package io.dormouse.core.instance;

import static io.dormouse.core.Sample.HOST_1;
import static io.dormouse.core.Sample.HOST_2;
import static io.dormouse.core.Sample.MIB;
import static io.dormouse.core.Sample.POOL;
import static io.dormouse.core.Sample.REPLICA;
import static io.dormouse.core.Sample.REQUEST;
import static io.dormouse.core.instance.Given.at;
import static io.dormouse.core.instance.Given.given;
import static io.dormouse.core.instance.TwoReplicas.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.core.instance.Decision.Accepted;
import io.dormouse.core.instance.InstanceEffect.ToScheduler;
import io.dormouse.core.instance.InstanceTurn.Deadline;
import io.dormouse.core.instance.policy.CredentialPolicy;
import io.dormouse.core.instance.policy.QueuePolicy;
import io.dormouse.core.instance.state.InstanceState.Asleep;
import io.dormouse.core.instance.state.InstanceState.Awake;
import io.dormouse.core.instance.state.InstanceState.Living;
import io.dormouse.core.instance.state.ReplicaState.Queued;
import io.dormouse.language.cause.Cause;
import io.dormouse.language.cause.CauseKind;
import io.dormouse.language.command.RejectionReason;
import io.dormouse.language.host.PlacementMessage.PlacementRequested;
import io.dormouse.language.host.PlacementMessage.PlacementWithdrawn;
import io.dormouse.language.host.ReplicaReport;
import io.dormouse.language.host.ReplicaStatus;
import io.dormouse.language.instance.InstanceCommand.PlaceReplica;
import io.dormouse.language.instance.InstanceCommand.WakeInstance;
import io.dormouse.language.instance.InstanceEvent;
import io.dormouse.language.instance.InstanceEvent.InstancePassivated;
import io.dormouse.language.instance.InstanceEvent.InstanceStarted;
import io.dormouse.language.instance.InstanceEvent.InstanceWoken;
import io.dormouse.language.instance.InstanceEvent.ReplicaFailed;
import io.dormouse.language.instance.InstanceEvent.ReplicaPlaced;
import io.dormouse.language.instance.InstanceEvent.ReplicaQueued;
import io.dormouse.language.instance.InstanceEvent.ReplicaRefused;
import io.dormouse.language.instance.InstanceEvent.ReplicaRestartOrdered;
import io.dormouse.language.instance.InstanceView;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Instances that are woken while no host has room. */
class QueueTest {

  private static final WakeInstance WAKE = new WakeInstance(REQUEST);

  @Test
  void shouldGoBackToSleepWithoutAFailureWhenNobodyAsksAnyMore() {
    Given past = given(Lives.queued());
    past.whenTimePasses(at("+299s")).thenIgnored(RejectionReason.ALREADY_SO);

    Given.Then then = past.whenTimePasses(at("+300s"));

    then.then(new InstancePassivated(Cause.of(CauseKind.ROOM), "queue/1", null))
        .effects(new ToScheduler(POOL, new PlacementWithdrawn(REPLICA)))
        .state(Asleep.class);
    InstanceView view = InstanceViews.of((Living) then.outcome().after());
    assertThat(view.lastCause()).isEqualTo(Cause.of(CauseKind.ROOM));
    assertThat(view.failure()).isNull();
    assertThat(view.backoff()).isNull();
  }

  @Test
  void shouldWaitAsLongAsSomebodyAsksAndRecordThatOnceAMinute() {
    given(Lives.queued()).when(WAKE, at("+59s")).thenIgnored(RejectionReason.ALREADY_SO);
    given(Lives.queued())
        .when(WAKE, at("+60s"))
        .then(new InstanceWoken(REQUEST))
        .effects()
        .replica(Queued.class);
    assertThat(given(Lives.plus(Lives.queued(), new InstanceWoken(REQUEST))).deadline())
        .isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void shouldShowSinceWhenItIsWanted() {
    Given queued = given(Lives.queued());
    Living again = (Living) given(Lives.plus(Lives.queued(), new InstanceWoken(REQUEST))).state();

    assertThat(InstanceViews.of(again).since()).isEqualTo(queued.last().minusSeconds(1));
    assertThat(InstanceViews.of(again).pool()).isEqualTo(POOL);
  }

  @Test
  void shouldKeepItsPlaceWhenAHostRefuses() {
    List<InstanceEvent> waited =
        Lives.plus(Lives.queued(), new InstanceWoken(REQUEST), Lives.placed(1));
    Given past = given(waited);

    past.whenReported(new ReplicaStatus.Refused("no room", 0))
        .then(new ReplicaRefused(REPLICA, 1, HOST_1, "no room"))
        .replica(Queued.class);
    assertThat(past.whenReported(new ReplicaStatus.Refused("no room", 0)).outcome().effects())
        .contains(
            new ToScheduler(
                POOL,
                new PlacementRequested(
                    REPLICA,
                    2,
                    POOL,
                    256 * MIB,
                    List.of(HOST_1),
                    given(Lives.queued()).last().minusSeconds(1))));
  }

  @Test
  void shouldCountNoFailureForARefusal() {
    List<InstanceEvent> refused =
        Lives.plus(Lives.starting(), new ReplicaRefused(REPLICA, 1, HOST_1, "no room"));
    Living state = (Living) given(refused).state();

    assertThat(state.facts().replica(0).failuresInRow()).isZero();
    given(refused).when(new PlaceReplica(REPLICA, 2, HOST_1, Lives.INPUTS)).then(Lives.placed(2));
  }

  @Test
  void shouldWaitItsTimeWhenTheOneThatServedIsLostAndTheOtherRefused() {
    Given served =
        given(
            Lives.plus(
                TwoReplicas.twoAsleep(),
                new InstanceWoken(REQUEST),
                new ReplicaQueued(REPLICA),
                new ReplicaQueued(SECOND),
                Lives.placed(1),
                new ReplicaPlaced(SECOND, 1, HOST_2, false, Lives.INPUTS),
                new InstanceStarted(SECOND, 1, HOST_2, "10.0.0.8", 8080, Lives.PHASES),
                TwoReplicas.secondLost()));

    Given.Then refused = served.whenReported(new ReplicaStatus.Refused("no room", 0));

    assertThat(QueuePolicy.givesUp((Awake) refused.outcome().after()))
        .contains(served.last().plus(Duration.ofMinutes(5)));
  }

  @Test
  void shouldWaitItsTimeWhenItsRestartFindsNoRoom() {
    List<InstanceEvent> restarting =
        Lives.plus(
            Lives.ownRunning(),
            new ReplicaRestartOrdered(REPLICA, 1, HOST_1, Lives.POLICY, CredentialPolicy.VERSION),
            Lives.ended(1),
            Lives.placed(2));
    ReplicaReport refused =
        ReplicaReport.of(HOST_1, REPLICA, 2, new ReplicaStatus.Refused("no room", 0));
    InstanceEvent again = new ReplicaRefused(REPLICA, 2, HOST_1, "no room");

    Given past = given(restarting);
    Given.Then then =
        past.whenReported(refused, at("+46m")).then(again, new InstanceWoken(Lives.POLICY));
    assertThat(then.outcome().deadline())
        .isEqualTo(new Deadline(past.last().plus(Duration.ofMinutes(51))));
    past.whenReported(refused, at("+1s")).then(again);
  }

  @Test
  void shouldWaitItsTimeFromTheEndOfTheOneThatServed() {
    List<InstanceEvent> secondWaits =
        Lives.plus(
            TwoReplicas.twoRunning(), TwoReplicas.secondCrashed(), TwoReplicas.queuedAgain());
    Given restarting =
        given(
            Lives.plus(
                secondWaits,
                new ReplicaRestartOrdered(
                    REPLICA, 1, HOST_1, Lives.POLICY, CredentialPolicy.VERSION)));
    assertThat(restarting.deadline()).isEqualTo(Duration.ofSeconds(35));
    assertThat(QueuePolicy.givesUp((Awake) restarting.state()))
        .contains(restarting.last().plus(Duration.ofMinutes(5)));

    Given crashedBefore =
        given(
            Lives.plus(
                TwoReplicas.twoRunning(),
                Lives.crashed(1),
                Lives.placed(2),
                Lives.started(2),
                TwoReplicas.secondCrashed(),
                TwoReplicas.queuedAgain()));
    List<InstanceEvent> events =
        ((Accepted)
                crashedBefore
                    .whenReported(
                        ReplicaReport.of(
                            HOST_1, REPLICA, 2, new ReplicaStatus.Failed(Lives.CRASH, null)),
                        at("+9m"))
                    .decision())
            .events();
    assertThat(events)
        .satisfiesExactly(
            failed -> assertThat(failed).isInstanceOf(ReplicaFailed.class),
            woken -> assertThat(woken).isEqualTo(new InstanceWoken(Lives.POLICY)));
  }

  @Test
  void shouldWaitForEverWhereItIsKeptAwake() {
    assertThat(given(Lives.queuedKeptAwake()).deadline()).isNull();
    given(Lives.queuedKeptAwake())
        .whenTimePasses(at("+3600s"))
        .thenIgnored(RejectionReason.ALREADY_SO);
  }
}
