package io.dormouse.core.instance;

import static io.dormouse.core.Sample.DOMAIN;
import static io.dormouse.core.Sample.HOST_1;
import static io.dormouse.core.Sample.MIB;
import static io.dormouse.core.Sample.POOL;
import static io.dormouse.core.Sample.REPLICA;
import static io.dormouse.core.Sample.REQUEST;
import static io.dormouse.core.Sample.SPEC;
import static io.dormouse.core.Sample.START;
import static io.dormouse.core.instance.Given.at;
import static io.dormouse.core.instance.Given.given;
import static io.dormouse.core.instance.Lives.CRASH;
import static io.dormouse.core.instance.Lives.POLICY;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.core.instance.InstanceEffect.ToHost;
import io.dormouse.core.instance.InstanceEffect.ToScheduler;
import io.dormouse.core.instance.state.InstanceState.Failed;
import io.dormouse.core.instance.state.InstanceState.Living;
import io.dormouse.core.instance.state.ReplicaState.Fencing;
import io.dormouse.core.instance.state.ReplicaState.Queued;
import io.dormouse.core.instance.state.ReplicaState.Starting;
import io.dormouse.language.cause.PlacementInputs;
import io.dormouse.language.command.RejectionReason;
import io.dormouse.language.host.HostCommand.RunReplica;
import io.dormouse.language.host.PlacementMessage.MemoryReleased;
import io.dormouse.language.host.PlacementMessage.MemoryReserved;
import io.dormouse.language.host.PlacementMessage.PlacementRequested;
import io.dormouse.language.host.ReplicaReport;
import io.dormouse.language.host.ReplicaStatus;
import io.dormouse.language.instance.Backoff;
import io.dormouse.language.instance.InstanceEvent;
import io.dormouse.language.instance.InstanceEvent.CredentialsIssued;
import io.dormouse.language.instance.InstanceEvent.DatabaseBound;
import io.dormouse.language.instance.InstanceEvent.FencingStarted;
import io.dormouse.language.instance.InstanceEvent.InstanceFailed;
import io.dormouse.language.instance.InstanceEvent.InstanceWoken;
import io.dormouse.language.instance.InstanceEvent.ReplicaCrashed;
import io.dormouse.language.instance.InstanceEvent.ReplicaPlaced;
import io.dormouse.language.instance.InstanceEvent.ReplicaQueued;
import io.dormouse.language.instance.InstanceEvent.ResourcesProvided;
import io.dormouse.language.instance.InstanceStatus;
import io.dormouse.language.resources.ResourceMode;
import io.dormouse.language.resources.SealedCredentials;
import io.dormouse.language.topics.HostCommandKey;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ready replicas that end by themselves. */
class CrashTest {

  private static final HostCommandKey ON_HOST_1 = new HostCommandKey(HOST_1, REPLICA);
  private static final ReplicaStatus CRASHED = new ReplicaStatus.Failed(CRASH, null);
  private static final ReplicaCrashed CRASHED_1 = new ReplicaCrashed(REPLICA, 1, HOST_1, CRASH);
  private static final InstanceWoken WOKEN = new InstanceWoken(POLICY);

  @Test
  void shouldStartAgainAtOnceWhereItWasAlthoughTheHostIsFull() {
    Given past = given(Lives.running()).lastHostHasFree(0);
    Given.Then then = past.whenReported(CRASHED);

    then.then(
            CRASHED_1,
            WOKEN,
            new ReplicaPlaced(
                REPLICA, 2, HOST_1, true, new PlacementInputs("sticky/2", 1, 256 * MIB, 256 * MIB)))
        .effects(
            new ToHost(ON_HOST_1, null),
            new ToHost(
                ON_HOST_1,
                new RunReplica(HOST_1, REPLICA, 2, SPEC, past.last().plusSeconds(1), null, DOMAIN)),
            new ToScheduler(POOL, new MemoryReserved(REPLICA, HOST_1, 2, 256 * MIB)))
        .replica(Starting.class);
    assertThat(InstanceViews.of((Living) then.outcome().after()).status())
        .isEqualTo(InstanceStatus.STARTING);
  }

  @Test
  void shouldLookForAnotherHostAtOnceWhereTheOldOneIsNotGood() {
    Given past = given(Lives.running());

    past.whenReported(CRASHED)
        .then(CRASHED_1, WOKEN, new ReplicaQueued(REPLICA))
        .effects(
            new ToHost(ON_HOST_1, null),
            new ToScheduler(POOL, new MemoryReleased(REPLICA, HOST_1, 1)),
            new ToScheduler(
                POOL,
                new PlacementRequested(
                    REPLICA, 2, POOL, 256 * MIB, List.of(), past.last().plusSeconds(1))))
        .replica(Queued.class);
  }

  @Test
  void shouldBackOffFromTheSecondCrashOn() {
    Given past = given(Lives.runningAgain()).lastHostHasFree(600);

    past.whenReported(CRASHED)
        .then(
            new InstanceFailed(
                REPLICA,
                2,
                HOST_1,
                CRASH,
                new Backoff("backoff/2", 1, past.last().plusSeconds(11)),
                null))
        .state(Failed.class);
  }

  /** The first crash was three seconds before the last event. */
  @ParameterizedTest
  @CsvSource({"+596s, false", "+597s, true"})
  void shouldForgetACrashAfterTenMinutes(String time, boolean again) {
    InstanceEvent first =
        ((Decision.Accepted) given(Lives.runningAgain()).whenReported(crashOf(2), time).decision())
            .events()
            .getFirst();

    assertThat(first instanceof ReplicaCrashed).isEqualTo(again);
  }

  @Test
  void shouldStartAgainAtOnceAfterItDidWellAlthoughItFailedBefore() {
    List<InstanceEvent> past =
        Lives.plus(Lives.failed(), new InstanceWoken(REQUEST), Lives.placed(2), Lives.started(2));

    given(past)
        .whenReported(crashOf(2), at("+600s"))
        .then(new ReplicaCrashed(REPLICA, 2, HOST_1, CRASH), WOKEN, new ReplicaQueued(REPLICA));
  }

  @Test
  void shouldBackOffFromTheFirstFailureOfAStart() {
    given(Lives.starting()).lastHostHasFree(600).whenReported(CRASHED).state(Failed.class);
  }

  @Test
  void shouldNotFenceWhatItsHostSaysHasEnded() {
    given(Lives.ownRunning()).lastHostHasFree(600).whenReported(CRASHED).replica(Starting.class);
  }

  @Test
  void shouldStartAgainWithNewCredentialsWhereTheOldOnesEndSoon() {
    List<InstanceEvent> past =
        List.of(
            Lives.requestedOwn(),
            new DatabaseBound("pg-1"),
            new CredentialsIssued(
                new SealedCredentials(1, "key-1", "c2VhbGVk", START.plusSeconds(60)), 0),
            new ResourcesProvided(ResourceMode.OWN),
            new InstanceWoken(REQUEST),
            Lives.placed(1),
            Lives.started(1));

    given(past)
        .lastHostHasFree(600)
        .whenReported(CRASHED)
        .then(CRASHED_1, WOKEN, new FencingStarted(REPLICA, 1, null))
        .replica(Fencing.class);
  }

  @Test
  void shouldComeBackByItselfAfterABackoffWhereItIsKeptAwake() {
    Given past = given(Lives.failedKeptAwake()).lastHostHasFree(600);
    assertThat(past.deadline()).isEqualTo(Duration.ofSeconds(10));

    past.whenTimePasses(at("+9s")).thenIgnored(RejectionReason.ALREADY_SO);
    past.whenTimePasses(at("+10s")).replica(Queued.class);
    given(Lives.failed()).whenTimePasses(at("+300s")).thenIgnored(RejectionReason.ALREADY_SO);
  }

  private static ReplicaReport crashOf(long generation) {
    return ReplicaReport.of(HOST_1, REPLICA, generation, CRASHED);
  }
}
