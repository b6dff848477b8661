package io.dormouse.streams.fold;

import io.dormouse.core.instance.state.InstanceEvolution;
import io.dormouse.core.instance.state.InstanceState;
import io.dormouse.core.instance.state.InstanceState.Existing;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.RecordedEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Folds events of many instances, in the order of the log, and compares each with its stored state.
 * The log may be further than the store that was read: a state is compared with the fold up to its
 * own sequence.
 */
final class InstanceFold {

  /** The fold of one instance so far. */
  private static final class Progress {
    private InstanceState state = new InstanceState.None();
    private long sequence;
    private @Nullable InstanceState atStored;
    private @Nullable String broken;
  }

  private final Map<InstanceId, Existing> stored;
  private final Map<InstanceId, Progress> folded = new TreeMap<>(InstanceFold::byName);
  private long events;

  InstanceFold(Map<InstanceId, Existing> stored) {
    this.stored = new HashMap<>(stored);
  }

  private static int byName(InstanceId one, InstanceId other) {
    return one.value().compareTo(other.value());
  }

  /** Takes the next event of its instance. */
  void add(RecordedEvent event) {
    events++;
    Progress progress = folded.computeIfAbsent(event.instance(), id -> new Progress());
    if (progress.broken != null) {
      return;
    }
    if (event.sequence() != progress.sequence + 1) {
      progress.broken =
          "expected event %d, but the log goes on with %d"
              .formatted(progress.sequence + 1, event.sequence());
      return;
    }
    try {
      progress.state = InstanceEvolution.evolve(progress.state, event);
    } catch (IllegalStateException e) {
      progress.broken = "event %d: %s".formatted(event.sequence(), e.getMessage());
      return;
    }
    progress.sequence = event.sequence();
    Existing state = stored.get(event.instance());
    if (state != null && state.sequence() == progress.sequence) {
      progress.atStored = progress.state;
    }
  }

  /** Marks the instance's history as one that cannot be folded. */
  void broken(InstanceId id, String why) {
    Progress progress = folded.computeIfAbsent(id, unknown -> new Progress());
    if (progress.broken == null) {
      progress.broken = why;
    }
  }

  long events() {
    return events;
  }

  int instances() {
    return folded.size();
  }

  /** Instances of the log of which no state was read. */
  List<InstanceId> withoutState() {
    return folded.keySet().stream().filter(id -> !stored.containsKey(id)).toList();
  }

  /** One line for each instance whose log and store differ. */
  List<String> differences() {
    List<String> differences = new ArrayList<>();
    folded.forEach((id, progress) -> {
      String difference = difference(progress, stored.get(id));
      if (difference != null) {
        differences.add("%s: %s".formatted(id, difference));
      }
    });
    stored.keySet().stream()
        .filter(id -> !folded.containsKey(id))
        .sorted(InstanceFold::byName)
        .forEach(id -> differences.add("%s: the store has it, the log has no event".formatted(id)));
    return differences;
  }

  private static @Nullable String difference(Progress progress, @Nullable Existing state) {
    if (progress.broken != null) {
      return progress.broken;
    }
    if (state == null) {
      return "the log has %d events, the store has nothing".formatted(progress.sequence);
    }
    if (progress.atStored == null) {
      return "the store is at event %d, the log ends with %d"
          .formatted(state.sequence(), progress.sequence);
    }
    return progress.atStored.equals(state)
        ? null
        : "at event %d the log says %s, the store %s"
            .formatted(state.sequence(), progress.atStored, state);
  }
}
