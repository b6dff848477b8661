package io.dormouse.streams.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.core.instance.state.InstanceEvolution;
import io.dormouse.core.instance.state.InstanceState;
import io.dormouse.core.instance.state.InstanceState.Awake;
import io.dormouse.core.instance.state.ReplicaState.Running;
import io.dormouse.language.activity.ActivityReport;
import io.dormouse.language.cause.FailureKind;
import io.dormouse.language.cause.PassivationInputs;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.host.HostId;
import io.dormouse.language.instance.EventId;
import io.dormouse.language.instance.InstanceEvent.AccessRevoked;
import io.dormouse.language.instance.InstanceEvent.CredentialsIssued;
import io.dormouse.language.instance.InstanceEvent.InstanceFailed;
import io.dormouse.language.instance.InstanceEvent.InstancePassivated;
import io.dormouse.language.instance.InstanceEvent.InstanceRemoved;
import io.dormouse.language.instance.InstanceEvent.InstanceStarted;
import io.dormouse.language.instance.InstanceEvent.ReplicaCrashed;
import io.dormouse.language.instance.InstanceEvent.ReplicaFailed;
import io.dormouse.language.instance.InstanceEvent.ReplicaPlaced;
import io.dormouse.language.instance.InstanceEvent.ReplicaRefused;
import io.dormouse.language.instance.InstanceEvent.ReplicaStopped;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.RecordedEvent;
import io.dormouse.language.instance.ReplicaId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Invariants of the events of a walk. They use the events and the activity alone; of the code under
 * test they use the fold only.
 */
final class WalkChecks {

  private record PlacedReplica(HostId host, long generation) {}

  private record Use(Instant at, Duration idleFor, Duration interval, int open) {}

  private final Map<InstanceId, List<RecordedEvent>> events = new HashMap<>();
  private final Map<InstanceId, InstanceState> folded = new HashMap<>();
  private final Map<ReplicaId, PlacedReplica> placed = new HashMap<>();
  private final Map<ReplicaId, Long> newestGeneration = new HashMap<>();
  private final Map<InstanceId, Map<String, Use>> uses = new HashMap<>();
  private final Map<InstanceId, Instant> lastUse = new HashMap<>();
  private final Set<EventId> ids = new HashSet<>();
  private final Map<CommandId, Object> commands = new HashMap<>();
  private Instant watchedSince = Instant.EPOCH;

  /**
   * Reports of edges before that time were not read, so every instance counts as used until then.
   */
  void watchedSince(Instant time) {
    watchedSince = time;
  }

  /** Notes a report before the processor reads it. */
  void used(InstanceId id, ActivityReport report, Instant at) {
    uses.computeIfAbsent(id, key -> new HashMap<>())
        .put(
            report.edge(),
            new Use(at, report.idleFor(), report.interval(), report.openConnections()));
    lastUse.merge(id, at.minus(report.idleFor()), (a, b) -> a.isAfter(b) ? a : b);
  }

  void happened(RecordedEvent event) {
    InstanceId id = event.instance();
    List<RecordedEvent> all = events.computeIfAbsent(id, key -> new ArrayList<>());
    assertThat(event.sequence()).as("sequence of %s", event).isEqualTo(all.size() + 1L);
    assertThat(ids.add(event.id())).as("%s is the only event of its id", event).isTrue();
    all.add(event);
    InstanceState before = state(id);
    folded.put(id, InstanceEvolution.evolve(before, event));
    switch (event.event()) {
      case ReplicaPlaced e -> placed(e, event.causedBy());
      case ReplicaRefused e -> gone(e.replica(), e.generation());
      case ReplicaStopped e -> gone(e.replica(), e.generation());
      case ReplicaCrashed e -> gone(e.replica(), e.generation());
      case ReplicaFailed e -> gone(e.replica(), e.generation());
      case InstanceFailed e when e.failure().kind() != FailureKind.NO_REPORT ->
          gone(e.replica(), e.generation());
      case CredentialsIssued e -> placed.remove(new ReplicaId(id, e.replica()));
      case AccessRevoked e -> placed.keySet().removeIf(replica -> replica.instance().equals(id));
      // A new instance of the same name is another one, whatever a lost host still runs.
      case InstanceRemoved e -> placed.keySet().removeIf(replica -> replica.instance().equals(id));
      case InstancePassivated e when e.inputs() != null -> passivated((Awake) before, e, event);
      default -> {}
    }
  }

  private void placed(ReplicaPlaced e, CommandId cause) {
    ReplicaId id = e.replica();
    PlacedReplica older = placed.get(id);
    assertThat(older == null || older.host().equals(e.host()))
        .as("%s of %s while the end of %s is not confirmed", e, id, older)
        .isTrue();
    assertThat(e.inputs().hostFreeBytes())
        .as("room for %s", e)
        .isGreaterThanOrEqualTo(e.inputs().memoryBytes());
    assertThat(e.sticky() || cause.value().startsWith("place-" + id + "-" + e.generation() + "-"))
        .as("%s answers the request for that generation: %s", e, cause)
        .isTrue();
    long newest = newestGeneration.getOrDefault(id, 0L);
    assertThat(e.generation()).as("generation of %s", e).isGreaterThan(newest);
    newestGeneration.put(id, e.generation());
    placed.put(id, new PlacedReplica(e.host(), e.generation()));
  }

  private void gone(ReplicaId id, long generation) {
    PlacedReplica now = placed.get(id);
    if (now != null && now.generation() <= generation) {
      placed.remove(id);
    }
  }

  private void passivated(Awake before, InstancePassivated e, RecordedEvent event) {
    PassivationInputs inputs = Objects.requireNonNull(e.inputs());
    Instant used = lastUse.getOrDefault(event.instance(), Instant.EPOCH);
    Instant readyAt =
        before
            .facts()
            .states(Running.class)
            .map(Running::since)
            .min(Instant::compareTo)
            .orElseThrow();
    Instant since = Stream.of(used, readyAt, watchedSince).max(Instant::compareTo).orElseThrow();
    assertThat(before.facts().keptAwake()).isFalse();
    assertThat(inputs.lastUse()).as("last use of %s", event).isEqualTo(since);
    assertThat(Duration.between(since, event.time()))
        .as("idle time of %s", event)
        .isGreaterThanOrEqualTo(before.facts().passivation().of(before.facts().plan()).idle())
        .isEqualTo(inputs.idleFor());
    assertThat(uses.getOrDefault(event.instance(), Map.of()).values())
        .as("edges with something open at %s", event)
        .noneMatch(use ->
            use.open() > 0 && !event.time().isAfter(use.at().plus(use.interval().multipliedBy(3))));
  }

  /** Times that it became ready without a new generation. */
  int startedAgain(InstanceId id) {
    List<String> generations =
        events(id).stream()
            .map(RecordedEvent::event)
            .filter(InstanceStarted.class::isInstance)
            .map(event -> ((InstanceStarted) event))
            .map(e -> e.replica() + "/" + e.generation())
            .toList();
    return generations.size() - Set.copyOf(generations).size();
  }

  /** Checks a command that follows from events: one id is one command, however often it is sent. */
  void asked(CommandId id, Object command) {
    assertThat(commands.computeIfAbsent(id, key -> command))
        .as("the command of the id %s", id)
        .isEqualTo(command);
  }

  InstanceState state(InstanceId id) {
    return folded.getOrDefault(id, new InstanceState.None());
  }

  /** All events of an instance from the beginning, folded anew. */
  InstanceState refold(InstanceId id) {
    InstanceState state = new InstanceState.None();
    for (RecordedEvent event : events.getOrDefault(id, List.of())) {
      state = InstanceEvolution.evolve(state, event);
    }
    return state;
  }

  List<RecordedEvent> events(InstanceId id) {
    return events.getOrDefault(id, List.of());
  }
}
