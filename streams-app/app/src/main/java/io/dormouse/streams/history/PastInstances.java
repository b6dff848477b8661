package io.dormouse.streams.history;

import io.dormouse.core.explain.Explanation;
import io.dormouse.core.instance.InstanceViews;
import io.dormouse.core.instance.state.InstanceEvolution;
import io.dormouse.core.instance.state.InstanceState;
import io.dormouse.core.instance.state.InstanceState.Living;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceView;
import io.dormouse.language.instance.RecordedEvent;
import io.dormouse.streams.history.Snapshots.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Instances as they were at a moment: their events up to then, folded as the brain folds them.
 *
 * <p>Every method throws {@link HistoryException} if the index cannot be read. Those for one
 * instance throw {@link IllegalStateException} if its history cannot be folded.
 */
public final class PastInstances {

  private static final Logger LOG = LoggerFactory.getLogger(PastInstances.class);
  private static final int AT_ONCE = 64;

  private final HistoryIndex index;

  public PastInstances(HistoryIndex index) {
    this.index = index;
  }

  /** The view that an instance had; empty if there was none then. */
  public Optional<InstanceView> find(InstanceId id, Instant at) {
    return stateAt(id, at) instanceof Living living
        ? Optional.of(InstanceViews.of(living))
        : Optional.empty();
  }

  /** The views of all instances there were, in the order of their ids, read as they are needed. */
  public Stream<InstanceView> after(@Nullable InstanceId after, Instant at) {
    return Stream.iterate(
            index.instances(after, AT_ONCE),
            some -> !some.isEmpty(),
            some -> index.instances(some.getLast(), AT_ONCE))
        .flatMap(List::stream)
        .flatMap(id -> findOrPass(id, at).stream());
  }

  /** One history that cannot be folded does not hide all others. */
  private Optional<InstanceView> findOrPass(InstanceId id, Instant at) {
    try {
      return find(id, at);
    } catch (IllegalStateException e) {
      LOG.atWarn()
          .setMessage("history that cannot be folded passed over")
          .addKeyValue("instance", id)
          .setCause(e)
          .log();
      return Optional.empty();
    }
  }

  /** The way of an instance to its state at a moment; without steps if there was none. */
  public Explanation explain(InstanceId id, Instant at, int most) {
    Explanation explanation = new Explanation(most);
    forEach(id, 0, at, explanation::add);
    return explanation;
  }

  InstanceState stateAt(InstanceId id, Instant at) {
    Snapshot snapshot = index.snapshot(id, at);
    InstanceState[] state = {snapshot.state()};
    forEach(
        id,
        snapshot.after().sequence(),
        at,
        event -> state[0] = InstanceEvolution.evolve(state[0], event));
    return state[0];
  }

  private void forEach(InstanceId id, long after, Instant at, Consumer<RecordedEvent> consumer) {
    index.events(
        id,
        after,
        Order.ASCENDING,
        (sequence, event) -> {
          boolean before = !event.time().isAfter(at);
          if (before && event instanceof IndexedEvent.OfInstance(var recorded)) {
            consumer.accept(recorded);
          }
          return before;
        });
  }
}
