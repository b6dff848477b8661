package io.dormouse.core.instance;

import static io.dormouse.core.Sample.HOST_1;
import static io.dormouse.core.Sample.REPLICA;
import static io.dormouse.core.Sample.REQUEST;
import static io.dormouse.core.Sample.START;
import static io.dormouse.core.instance.Given.at;
import static io.dormouse.core.instance.Given.given;
import static io.dormouse.core.instance.Lives.RESOURCE;
import static io.dormouse.core.instance.Lives.provide;
import static io.dormouse.core.instance.Lives.provided;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.core.Sample;
import io.dormouse.core.instance.policy.CredentialPolicy;
import io.dormouse.core.instance.state.InstanceState.Living;
import io.dormouse.core.instance.state.ReplicaState.Fencing;
import io.dormouse.core.instance.state.ReplicaState.Queued;
import io.dormouse.core.instance.state.ReplicaState.Running;
import io.dormouse.core.instance.state.ReplicaState.Stopping;
import io.dormouse.language.cause.Cause;
import io.dormouse.language.cause.CauseKind;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.command.RejectionReason;
import io.dormouse.language.host.ReplicaReport;
import io.dormouse.language.host.ReplicaStatus;
import io.dormouse.language.instance.InstanceCommand.WakeInstance;
import io.dormouse.language.instance.InstanceEvent;
import io.dormouse.language.instance.InstanceEvent.CredentialsIssued;
import io.dormouse.language.instance.InstanceEvent.DatabaseBound;
import io.dormouse.language.instance.InstanceEvent.FencingStarted;
import io.dormouse.language.instance.InstanceEvent.InstanceWoken;
import io.dormouse.language.instance.InstanceEvent.ReplicaQueued;
import io.dormouse.language.instance.InstanceEvent.ReplicaRestartOrdered;
import io.dormouse.language.instance.InstanceEvent.ResourcesFailed;
import io.dormouse.language.instance.InstanceEvent.ResourcesProvided;
import io.dormouse.language.instance.InstanceEvent.ResourcesRequested;
import io.dormouse.language.resources.ResourceMode;
import io.dormouse.language.resources.ResourceStatus.StepFailed;
import io.dormouse.language.resources.ResourceStep;
import io.dormouse.language.resources.SealedCredentials;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Renewal of credentials before they expire. */
class CredentialRenewalTest {

  @Test
  void shouldRenewCredentialsThatEndSoonBeforeAStart() {
    Instant end = START.plus(Duration.ofHours(1));
    given(ending(end))
        .when(new WakeInstance(REQUEST), at("+56m"))
        .then(new InstanceWoken(REQUEST), new FencingStarted(REPLICA, 0, null))
        .effects(provide(RESOURCE, 2, "pg-1"))
        .replica(Fencing.class);
    given(ending(end)).when(new WakeInstance(REQUEST), at("+50m")).replica(Queued.class);
  }

  @Test
  void shouldRenewCredentialsWhileTheReplicaRunsAndOnlyThenStartItAnew() {
    Cause policy = Cause.of(CauseKind.POLICY);
    List<InstanceEvent> running = runningWithCredentialsFor(Duration.ofHours(1));
    given(running)
        .used(Sample.use(Duration.ZERO, 1, 1), "+44m")
        .whenTimePasses("+45m")
        .then(new ResourcesRequested(policy, 0))
        .effects(provide(RESOURCE, 2, "pg-1"))
        .replica(Running.class);

    given(Lives.plus(running, new ResourcesRequested(policy, 0)))
        .whenProvisioned(provided(2))
        .then(
            Lives.issued(2),
            new ReplicaRestartOrdered(REPLICA, 1, HOST_1, policy, CredentialPolicy.VERSION))
        .replica(Stopping.class);
  }

  @Test
  void shouldStartWithTheRenewedCredentialsAtOnce() {
    Cause policy = Cause.of(CauseKind.POLICY);
    ReplicaReport stopped =
        new ReplicaReport(new CommandId("r"), HOST_1, REPLICA, 1, new ReplicaStatus.Stopped(0));
    given(
            Lives.plus(
                runningWithCredentialsFor(Duration.ofHours(1)),
                new ResourcesRequested(policy, 0),
                Lives.issued(2),
                new ReplicaRestartOrdered(REPLICA, 1, HOST_1, policy, CredentialPolicy.VERSION)))
        .whenReported(stopped, at("+46m"))
        .then(new InstanceEvent.ReplicaStopped(REPLICA, 1, HOST_1, 0), new ReplicaQueued(REPLICA))
        .replica(Queued.class);
  }

  @Test
  void shouldLetTheReplicaRunAndAskAgainWhenThereAreNoNewCredentials() {
    Cause policy = Cause.of(CauseKind.POLICY);
    InstanceEvent failed = new ResourcesFailed(2, ResourceStep.ISSUE_KEYS, "AccessDenied");
    List<InstanceEvent> asked =
        Lives.plus(
            runningWithCredentialsFor(Duration.ofHours(1)), new ResourcesRequested(policy, 0));
    given(asked)
        .whenProvisioned(new StepFailed(ResourceStep.ISSUE_KEYS, "AccessDenied"))
        .then(failed)
        .replica(Running.class);
    given(asked)
        .used(Sample.use(Duration.ZERO, 1, 1), "+50m")
        .whenTimePasses("+50m")
        .thenIgnored(RejectionReason.ALREADY_SO);

    List<InstanceEvent> gaveUp = Lives.plus(asked, failed);
    given(gaveUp)
        .used(Sample.use(Duration.ZERO, 1, 1), "+44m")
        .whenTimePasses("+45m")
        .thenIgnored(RejectionReason.ALREADY_SO);
    for (String time : List.of("+46m", "+70m")) {
      given(gaveUp)
          .used(Sample.use(Duration.ZERO, 1, 1), time)
          .whenTimePasses(time)
          .then(new ResourcesRequested(policy, 0))
          .effects(provide(RESOURCE, 3, "pg-1"))
          .replica(Running.class);
    }
  }

  @Test
  void shouldAskAgainForTheCredentialsThatAStartWaitsFor() {
    Cause policy = Cause.of(CauseKind.POLICY);
    List<InstanceEvent> gaveUp =
        Lives.plus(
            Lives.fencing(), new ResourcesFailed(2, ResourceStep.ISSUE_KEYS, "AccessDenied"));

    assertThat(given(gaveUp).deadline()).isEqualTo(Duration.ofSeconds(30));
    given(gaveUp).whenTimePasses("+29s").thenIgnored(RejectionReason.ALREADY_SO);
    given(gaveUp)
        .whenTimePasses("+30s")
        .then(new ResourcesRequested(policy, 0))
        .effects(provide(RESOURCE, 3, "pg-1"))
        .replica(Fencing.class);
    assertThat(
            given(
                    Lives.plus(
                        gaveUp,
                        new ResourcesRequested(policy, 0),
                        new ResourcesFailed(3, ResourceStep.ISSUE_KEYS, "AccessDenied")))
                .deadline())
        .isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void shouldNotRestartForEverWithTheShortestCredentials() {
    List<InstanceEvent> running = runningWithCredentialsFor(Duration.ofMinutes(15));

    given(running)
        .used(Sample.use(Duration.ZERO, 1, 1), "+11m")
        .whenTimePasses("+11m")
        .thenIgnored(RejectionReason.ALREADY_SO);
    given(running)
        .used(Sample.use(Duration.ZERO, 1, 1), "+11m")
        .whenTimePasses("+12m")
        .then(new ResourcesRequested(Cause.of(CauseKind.POLICY), 0));
    given(ending(START.plus(Duration.ofMinutes(15))))
        .when(new WakeInstance(REQUEST), at("+1s"))
        .replica(Queued.class);
  }

  @Test
  void shouldRenewOneReplicaAfterAnother() {
    Cause policy = Cause.of(CauseKind.POLICY);
    List<InstanceEvent> asked = Lives.plus(twoEnding(), new ResourcesRequested(policy, 0));
    assertRests(twoEnding(), "45m");
    assertRenews(twoEnding(), "46m", 0);
    assertRests(asked, "59m");

    List<InstanceEvent> restarting =
        Lives.plus(
            asked,
            new CredentialsIssued(ending(2, Duration.ofHours(2)), 0),
            new ReplicaRestartOrdered(REPLICA, 1, HOST_1, policy, CredentialPolicy.VERSION));
    List<InstanceEvent> queued = Lives.plus(restarting, Lives.ended(1), new ReplicaQueued(REPLICA));
    List<InstanceEvent> starting = Lives.plus(queued, Lives.placed(2));
    assertRests(queued, "58m");
    assertRenews(queued, "59m", 1);
    for (List<InstanceEvent> away : List.of(restarting, starting)) {
      assertThat(due((Living) given(away).state(), 1)).contains(START.plus(Duration.ofMinutes(59)));
    }
    assertRenews(Lives.plus(starting, Lives.started(2)), "46m", 1);
  }

  @Test
  void shouldNotRenewTheSecondWithTheFirstWhoseRequestFailed() {
    Cause policy = Cause.of(CauseKind.POLICY);
    List<InstanceEvent> failed =
        Lives.plus(
            twoEnding(),
            new ResourcesRequested(policy, 0),
            new ResourcesFailed(2, ResourceStep.ISSUE_KEYS, "AccessDenied"));
    assertThat(given(failed).state())
        .isInstanceOfSatisfying(
            Living.class,
            state -> {
              assertThat(due(state, 0).orElseThrow()).isBefore(START.plus(Duration.ofMinutes(46)));
              assertThat(due(state, 1)).contains(START.plus(Duration.ofMinutes(59)));
            });
  }

  /** The deadline of one replica. */
  private static Optional<Instant> due(Living state, int replica) {
    return CredentialPolicy.due(state.facts(), state.facts().replica(replica));
  }

  /** Asks for credentials of that replica at that time, which counts from the first event. */
  private static void assertRenews(List<InstanceEvent> past, String time, int replica) {
    whenTimePasses(past, time).then(new ResourcesRequested(Cause.of(CauseKind.POLICY), replica));
  }

  private static void assertRests(List<InstanceEvent> past, String time) {
    whenTimePasses(past, time).thenIgnored(RejectionReason.ALREADY_SO);
  }

  private static Given.Then whenTimePasses(List<InstanceEvent> past, String time) {
    Duration since = Duration.parse("PT" + time).minusSeconds(past.size());
    String at = "+%ds".formatted(since.toSeconds());
    return given(past).used(Sample.use(Duration.ZERO, 1, 1), at).whenTimePasses(at);
  }

  /** Two running replicas, whose credentials end an hour after the first event. */
  private static List<InstanceEvent> twoEnding() {
    Duration hour = Duration.ofHours(1);
    List<InstanceEvent> events = new ArrayList<>(TwoReplicas.twoRunning());
    events.set(2, new CredentialsIssued(ending(1, hour), 0));
    events.set(3, new CredentialsIssued(ending(1, hour), 1));
    return events;
  }

  private static SealedCredentials ending(long version, Duration end) {
    return new SealedCredentials(version, "key-1", "c2VhbGVk", START.plus(end));
  }

  private static List<InstanceEvent> runningWithCredentialsFor(Duration time) {
    return Lives.plus(
        ending(START.plus(time)), new InstanceWoken(REQUEST), Lives.placed(1), Lives.started(1));
  }

  private static List<InstanceEvent> ending(Instant end) {
    return List.of(
        Lives.requestedOwn(),
        new DatabaseBound("pg-1"),
        new CredentialsIssued(new SealedCredentials(1, "key-1", "c2VhbGVk", end), 0),
        new ResourcesProvided(ResourceMode.OWN));
  }
}
