package io.dormouse.core.instance;

import static io.dormouse.core.Sample.ACME;
import static io.dormouse.core.Sample.DOMAIN;
import static io.dormouse.core.Sample.HOST_1;
import static io.dormouse.core.Sample.HOST_2;
import static io.dormouse.core.Sample.MIB;
import static io.dormouse.core.Sample.POOL;
import static io.dormouse.core.Sample.REPLICA;
import static io.dormouse.core.Sample.REQUEST;
import static io.dormouse.core.Sample.SPEC;
import static io.dormouse.core.Sample.use;
import static io.dormouse.core.instance.Given.at;
import static io.dormouse.core.instance.Given.given;
import static io.dormouse.core.instance.Lives.CRASH;
import static io.dormouse.core.instance.Lives.PHASES;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.core.instance.InstanceEffect.ToHost;
import io.dormouse.core.instance.InstanceEffect.ToScheduler;
import io.dormouse.core.instance.state.InstanceState.Asleep;
import io.dormouse.core.instance.state.InstanceState.Failed;
import io.dormouse.core.instance.state.InstanceState.Retired;
import io.dormouse.core.instance.state.ReplicaState.Queued;
import io.dormouse.core.instance.state.ReplicaState.Running;
import io.dormouse.core.instance.state.ReplicaState.Starting;
import io.dormouse.language.cause.Cause;
import io.dormouse.language.cause.CauseKind;
import io.dormouse.language.cause.Failure;
import io.dormouse.language.cause.FailureKind;
import io.dormouse.language.cause.PassivationInputs;
import io.dormouse.language.cause.PlacementInputs;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.command.RejectionReason;
import io.dormouse.language.host.HostCommand.RunReplica;
import io.dormouse.language.host.HostCommand.StopReplica;
import io.dormouse.language.host.PlacementMessage.MemoryReleased;
import io.dormouse.language.host.PlacementMessage.MemoryReserved;
import io.dormouse.language.host.PlacementMessage.PlacementRequested;
import io.dormouse.language.host.ReplicaReport;
import io.dormouse.language.host.ReplicaStatus;
import io.dormouse.language.instance.Backoff;
import io.dormouse.language.instance.ChangedFiles;
import io.dormouse.language.instance.InstanceEvent.ActivityRecorded;
import io.dormouse.language.instance.InstanceEvent.InstanceFailed;
import io.dormouse.language.instance.InstanceEvent.InstancePassivated;
import io.dormouse.language.instance.InstanceEvent.InstanceStarted;
import io.dormouse.language.instance.InstanceEvent.InstanceWoken;
import io.dormouse.language.instance.InstanceEvent.ReplicaPlaced;
import io.dormouse.language.instance.InstanceEvent.ReplicaRefused;
import io.dormouse.language.instance.InstanceEvent.ReplicaStopped;
import io.dormouse.language.instance.ReplicaId;
import io.dormouse.language.topics.HostCommandKey;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reports of hosts and edges, and deadlines. */
class ReplicaDeciderTest {

  private static final HostCommandKey ON_HOST_1 = new HostCommandKey(HOST_1, REPLICA);
  private static final ToHost NOTHING_THERE = new ToHost(ON_HOST_1, null);
  private static final ToScheduler RELEASED =
      new ToScheduler(POOL, new MemoryReleased(REPLICA, HOST_1, 1));
  private static final ReplicaStatus READY = new ReplicaStatus.Ready("10.0.0.7", 8080, PHASES);
  private static final ReplicaStatus REFUSED = new ReplicaStatus.Refused("no room", 0);
  private static final ReplicaStatus CRASHED = new ReplicaStatus.Failed(CRASH, PHASES);
  private static final ReplicaStatus STOPPED = new ReplicaStatus.Stopped(143);

  @Test
  void shouldRunOnceTheHostIsReady() {
    given(Lives.starting())
        .whenReported(READY)
        .then(new InstanceStarted(REPLICA, 1, HOST_1, "10.0.0.7", 8080, PHASES))
        .effects()
        .replica(Running.class);
  }

  @Test
  void shouldTakeTheSameReadinessOnlyOnce() {
    given(Lives.running()).whenReported(READY).thenIgnored(RejectionReason.ALREADY_SO);
  }

  @Test
  void shouldFollowAReplicaThatServesElsewhereAfterItsAgentCameBack() {
    given(Lives.running())
        .whenReported(new ReplicaStatus.Ready("10.0.0.8", 8080, PHASES))
        .then(new InstanceStarted(REPLICA, 1, HOST_1, "10.0.0.8", 8080, PHASES));
  }

  @Test
  void shouldIgnoreReportsOfAnOlderGenerationAnotherHostOrAnotherReplica() {
    assertOutdated(new ReplicaReport(new CommandId("r"), HOST_1, REPLICA, 0, CRASHED));
    assertOutdated(new ReplicaReport(new CommandId("r"), HOST_2, REPLICA, 1, CRASHED));
    assertOutdated(
        new ReplicaReport(new CommandId("r"), HOST_1, new ReplicaId(ACME, 1), 1, CRASHED));
  }

  private static void assertOutdated(ReplicaReport report) {
    given(Lives.running()).whenReported(report, at("+1s")).thenIgnored(RejectionReason.OUTDATED);
  }

  @Test
  void shouldGoToTheSchedulerWhenAHostRefuses() {
    Given past = given(Lives.starting());
    past.whenReported(REFUSED)
        .then(new ReplicaRefused(REPLICA, 1, HOST_1, "no room"))
        .effects(
            NOTHING_THERE,
            new ToScheduler(
                POOL,
                new PlacementRequested(
                    REPLICA, 2, POOL, 256 * MIB, List.of(HOST_1), past.last().minusSeconds(2))))
        .replica(Queued.class);
  }

  @Test
  void shouldFailAndBackOffWhenAStartFails() {
    Given past = given(Lives.starting());
    past.whenReported(CRASHED)
        .then(
            new InstanceFailed(
                REPLICA,
                1,
                HOST_1,
                CRASH,
                new Backoff("backoff/2", 1, past.last().plusSeconds(11)),
                PHASES))
        .effects(NOTHING_THERE, RELEASED)
        .state(Failed.class);
  }

  @Test
  void shouldBackOffLongerWithEveryFailureInARow() {
    Given past =
        given(
            Lives.plus(
                Lives.failed(), new InstanceWoken(REQUEST), Lives.placed(2), Lives.started(2)));
    past.whenReported(CRASHED)
        .then(
            new InstanceFailed(
                REPLICA,
                2,
                HOST_1,
                CRASH,
                new Backoff("backoff/2", 2, past.last().plusSeconds(21)),
                PHASES));
  }

  @Test
  void shouldSleepOnceTheHostHasStoppedIt() {
    given(Lives.stopping())
        .whenReported(STOPPED)
        .then(new ReplicaStopped(REPLICA, 1, HOST_1, 143))
        .effects(NOTHING_THERE, RELEASED)
        .state(Asleep.class);
  }

  @Test
  void shouldRememberTheFilesThatTheLastContainerHadChanged() {
    ChangedFiles files = new ChangedFiles(2, List.of("/data/a", "/data/b"));
    given(Lives.stopping())
        .whenReported(new ReplicaStatus.Stopped(143, files))
        .then(new ReplicaStopped(REPLICA, 1, HOST_1, 143, files))
        .state(Asleep.class);
  }

  @Test
  void shouldTakeACrashWhileStoppingForTheEnd() {
    given(Lives.stopping())
        .whenReported(CRASHED)
        .then(new ReplicaStopped(REPLICA, 1, HOST_1, 137))
        .state(Asleep.class);
  }

  @Test
  void shouldTakeARefusalWhileStoppingForTheEnd() {
    given(Lives.stopping())
        .whenReported(REFUSED)
        .then(new ReplicaStopped(REPLICA, 1, HOST_1, null))
        .state(Asleep.class);
  }

  @Test
  void shouldStartInTheSameDecisionWhatWasWokenWhileItStopped() {
    Given past = given(Lives.stopping(new InstanceWoken(REQUEST))).lastHostHasFree(600);
    past.whenReported(STOPPED)
        .then(
            new ReplicaStopped(REPLICA, 1, HOST_1, 143),
            new ReplicaPlaced(
                REPLICA, 2, HOST_1, true, new PlacementInputs("sticky/2", 1, 256 * MIB, 600 * MIB)))
        .effects(
            NOTHING_THERE,
            new ToHost(
                ON_HOST_1,
                new RunReplica(HOST_1, REPLICA, 2, SPEC, past.last().plusSeconds(1), null, DOMAIN)),
            new ToScheduler(POOL, new MemoryReserved(REPLICA, HOST_1, 2, 256 * MIB)))
        .replica(Starting.class);
  }

  @Test
  void shouldRestOnceWhatWasDeletedHasStopped() {
    given(Lives.stopping(Lives.deletedAt(false)))
        .whenReported(STOPPED)
        .then(new ReplicaStopped(REPLICA, 1, HOST_1, 143))
        .effects(NOTHING_THERE, RELEASED)
        .state(Retired.class);
  }

  @Test
  void shouldStayFailedButFreeOnceAMuteHostConfirmsTheEnd() {
    given(Lives.failedMute())
        .whenReported(STOPPED)
        .then(new ReplicaStopped(REPLICA, 1, HOST_1, null))
        .effects(NOTHING_THERE, RELEASED)
        .state(Failed.class);
    given(Lives.failedMute()).whenReported(READY).thenIgnored(RejectionReason.OUTDATED);
    given(Lives.failed()).whenReported(STOPPED).thenIgnored(RejectionReason.OUTDATED);
  }

  @Test
  void shouldRecordUseEveryFiveMinutes() {
    Given past = given(Lives.running());
    past.whenUsed(use(Duration.ofSeconds(2), 3, 0), at("+300s"))
        .then(new ActivityRecorded(past.last().plusSeconds(298), 3, 0))
        .replica(Running.class);
    given(Lives.running())
        .whenUsed(use(Duration.ZERO, 3, 0), at("+299s"))
        .thenIgnored(RejectionReason.ALREADY_SO);
  }

  @Test
  void shouldNotRecordAReportWithoutUse() {
    given(Lives.running())
        .whenUsed(use(Duration.ofMinutes(5), 0, 0), at("+300s"))
        .thenIgnored(RejectionReason.ALREADY_SO);
    given(Lives.asleep())
        .whenUsed(use(Duration.ZERO, 3, 0), at("+300s"))
        .thenIgnored(RejectionReason.ALREADY_SO);
  }

  @Test
  void shouldPutAnIdleInstanceToSleep() {
    Given past = given(Lives.running());
    past.whenTimePasses(at("+300s"))
        .then(
            new InstancePassivated(
                Cause.of(CauseKind.POLICY),
                "idle-5m/2",
                new PassivationInputs(
                    past.last(), past.last(), 0, Duration.ofMinutes(5), Duration.ofMinutes(5))))
        .effects(
            new ToHost(ON_HOST_1, new StopReplica(HOST_1, REPLICA, 1, SPEC.stopGrace(), false)));
  }

  @Test
  void shouldGiveAFreshStartAFullIdleWindow() {
    given(Lives.running())
        .used(use(Duration.ofHours(1), 1, 0), at("+1s"))
        .whenTimePasses(at("+299.999s"))
        .thenIgnored(RejectionReason.ALREADY_SO);
  }

  @Test
  void shouldStayAwakeWhileSomethingIsOpen() {
    given(Lives.running())
        .used(use(Duration.ZERO, 0, 1), at("+290s"))
        .whenTimePasses(at("+310s"))
        .thenIgnored(RejectionReason.ALREADY_SO);
  }

  @Test
  void shouldFailAStartOfWhichNothingIsHeardAndTellTheHostToStopIt() {
    Given past = given(Lives.starting());
    past.whenTimePasses(at("+989.999s")).thenIgnored(RejectionReason.ALREADY_SO);
    Failure mute =
        new Failure(
            FailureKind.NO_REPORT,
            "Expected a report of the start from host host-1, but none came.",
            null,
            List.of());
    past.whenTimePasses(at("+990s"))
        .then(
            new InstanceFailed(
                REPLICA,
                1,
                HOST_1,
                mute,
                new Backoff("backoff/2", 1, past.last().plusSeconds(1_000)),
                null))
        .effects(
            new ToHost(ON_HOST_1, new StopReplica(HOST_1, REPLICA, 1, SPEC.stopGrace(), false)))
        .state(Failed.class);
  }

  @Test
  void shouldLookAgainExactlyWhenSomethingIsDue() {
    assertThat(given(Lives.queued()).deadline()).isEqualTo(Duration.ofMinutes(5));
    assertThat(given(Lives.starting()).deadline())
        .isEqualTo(RunReplica.LONGEST_PULL.plusSeconds(90));
    assertThat(given(Lives.running()).deadline()).isEqualTo(Duration.ofMinutes(5));
    assertThat(given(Lives.asleep()).deadline()).isNull();
    assertThat(given(Lives.failed()).deadline()).isNull();
    assertThat(given(Lives.deleted()).deadline()).isNull();
    assertThat(given().deadline()).isNull();
  }
}
