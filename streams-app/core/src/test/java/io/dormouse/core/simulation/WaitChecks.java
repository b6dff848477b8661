package io.dormouse.core.simulation;

import static io.dormouse.core.simulation.SimulationChecks.check;

import io.dormouse.core.instance.InstanceTurn.TurnResult;
import io.dormouse.core.instance.state.InstanceState;
import io.dormouse.core.instance.state.InstanceState.Awake;
import io.dormouse.core.instance.state.InstanceState.Living;
import io.dormouse.core.instance.state.Replica;
import io.dormouse.core.instance.state.ReplicaState.Placed;
import io.dormouse.core.instance.state.ReplicaState.Queued;
import io.dormouse.core.instance.state.ReplicaState.Running;
import io.dormouse.core.instance.state.Resources;
import io.dormouse.language.cause.CauseKind;
import io.dormouse.language.instance.InstanceEvent;
import io.dormouse.language.instance.InstanceEvent.InstancePassivated;
import io.dormouse.language.instance.InstanceEvent.InstanceStarted;
import io.dormouse.language.instance.InstanceEvent.InstanceWoken;
import io.dormouse.language.instance.InstanceEvent.ReplicaFailed;
import io.dormouse.language.instance.InstanceEvent.ReplicaLost;
import io.dormouse.language.instance.InstanceEvent.ReplicaQueued;
import io.dormouse.language.instance.InstanceEvent.ReplicaStopped;
import io.dormouse.language.instance.InstanceEvent.ResourcesRequested;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.RecordedEvent;
import io.dormouse.language.instance.ReplicaId;
import io.dormouse.language.resources.SealedCredentials;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** The promises on the time that an instance waits, and on what goes away meanwhile. */
final class WaitChecks {

  /** Shortest wait for room, but for the minute within which no further wish is recorded. */
  private static final Duration SHORTEST_WAIT = Duration.ofMinutes(4);

  /** Time before the end of credentials in which they are renewed whatever it costs. */
  private static final Duration ABOUT_TO_END = Duration.ofMinutes(1);

  /** Times at which instances were woken, or served last. */
  private final Map<InstanceId, Instant> wantedAt = new HashMap<>();

  /** Losses of replicas that served. */
  private final Map<ReplicaId, Instant> lostAt = new HashMap<>();

  void happens(InstanceState before, RecordedEvent event, InstanceState after) {
    if (serves(before) && !serves(after)) {
      wantedAt.put(event.instance(), event.time());
    }
    switch (event.event()) {
      case InstanceWoken e -> wantedAt.put(event.instance(), event.time());
      case InstancePassivated e when e.cause().kind() == CauseKind.ROOM -> waited(event);
      case ResourcesRequested e when before instanceof Awake awake && e.replica() != null ->
          renewed(awake, awake.facts().replica(e.replica()), event.time());
      case ReplicaLost e when replica(before, e.replica()).state() instanceof Running ->
          lostAt.put(e.replica(), event.time());
      case ReplicaStopped e when replica(before, e.replica()).state() instanceof Placed ->
          lostAt.remove(e.replica());
      case ReplicaFailed e -> lostAt.remove(e.replica());
      case InstanceStarted e -> lostAt.remove(e.replica());
      case ReplicaQueued e -> queued(e.replica(), replica(after, e.replica()));
      case InstanceEvent other -> {}
    }
  }

  /** An instance sleeps once the last of its replicas is lost, unless it is kept awake. */
  void turn(InstanceState before, TurnResult result) {
    boolean awake =
        result.after() instanceof Awake after
            && !after.facts().keptAwake()
            && !after.facts().has(Placed.class);
    check(
        !awake
            || result.events().stream()
                .noneMatch(event ->
                    event.event() instanceof ReplicaLost e
                        && replica(before, e.replica()).state() instanceof Running),
        "an instance asleep after the loss of what served, but got %s after %s",
        result.after(),
        result.events());
  }

  /** None sleeps for want of room before it has waited. */
  private void waited(RecordedEvent event) {
    Duration waited = Duration.between(wantedAt.get(event.instance()), event.time());
    check(
        waited.compareTo(SHORTEST_WAIT) >= 0,
        "%s to wait %s for room, but it waited %s",
        event.instance(),
        SHORTEST_WAIT,
        waited);
  }

  /** No replica is renewed while no other one serves, as long as its credentials hold. */
  private static void renewed(Awake state, Replica replica, Instant now) {
    Resources resources = Objects.requireNonNull(state.facts().resources());
    SealedCredentials credentials = resources.of(replica.index()).credentials();
    Instant end = credentials == null ? null : credentials.expiresAt();
    boolean first = replica.state() instanceof Running && !resources.of(replica.index()).pending();
    boolean another =
        state.facts().replicas().size() == 1
            || state.facts().replicasIn(Running.class).stream()
                .anyMatch(other ->
                    other.index() != replica.index() && !resources.of(other.index()).pending());
    check(
        !first || another || end == null || !end.minus(ABOUT_TO_END).isAfter(now),
        "another replica to serve during the renewal at %s, but got %s",
        now,
        state);
  }

  /** One that was lost while it served does not pass those who waited then. */
  private void queued(ReplicaId id, Replica replica) {
    Instant lost = lostAt.getOrDefault(id, Instant.MIN);
    check(
        !(replica.state() instanceof Queued queued) || !queued.since().isBefore(lost),
        "%s behind those who waited at %s, but got %s",
        id,
        lost,
        replica);
  }

  static Replica replica(InstanceState state, ReplicaId id) {
    return ((Living) state).facts().replica(id.index());
  }

  private static boolean serves(InstanceState state) {
    return state instanceof Awake awake && awake.facts().has(Running.class);
  }
}
