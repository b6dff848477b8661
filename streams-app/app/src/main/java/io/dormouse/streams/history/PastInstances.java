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
import java.util.ArrayList;
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
 * <p>Every method throws {@link HistoryException} if the index cannot be read, or the thread is
 * interrupted meanwhile.
 */
public final class PastInstances {

  /** A moment behind all events. */
  public static final Instant END = Instant.MAX;

  private static final Logger LOG = LoggerFactory.getLogger(PastInstances.class);
  private static final int AT_ONCE = 64;

  private final HistoryIndex index;

  public PastInstances(HistoryIndex index) {
    this.index = index;
  }

  /**
   * An instance at some moments.
   *
   * @param views the view at each moment, empty if there was no instance then
   * @param events number of its events that were folded
   */
  public record Past(InstanceId id, List<Optional<InstanceView>> views, int events) {

    public Past {
      views = List.copyOf(views);
    }
  }

  /** The ids of all instances that have events, behind one, in their order. */
  public Stream<InstanceId> after(@Nullable InstanceId after) {
    return Stream.iterate(
            index.instances(after, AT_ONCE),
            some -> !some.isEmpty(),
            some -> index.instances(some.getLast(), AT_ONCE))
        .flatMap(List::stream);
  }

  /**
   * The view that an instance had; empty if there was none then.
   *
   * @throws IllegalStateException if its history cannot be folded
   */
  public Optional<InstanceView> find(InstanceId id, Instant at) {
    return view(stateAt(id, at));
  }

  InstanceState stateAt(InstanceId id, Instant at) {
    Snapshot snapshot = index.snapshot(id, at);
    Fold fold = new Fold(List.of(), snapshot.state());
    forEach(id, snapshot.after().sequence(), at, fold::add);
    return fold.state;
  }

  private static Optional<InstanceView> view(InstanceState state) {
    return state instanceof Living living
        ? Optional.of(InstanceViews.of(living))
        : Optional.empty();
  }

  /**
   * An instance at moments, which are in their order. One whose history cannot be folded does not
   * hide all others: it has no views.
   */
  public Past findOrPass(InstanceId id, List<Instant> moments) {
    Snapshot snapshot = index.snapshot(id, moments.getFirst());
    Fold fold = new Fold(moments, snapshot.state());
    try {
      forEach(id, snapshot.after().sequence(), moments.getLast(), fold::add);
      return new Past(id, fold.views(), fold.events);
    } catch (IllegalStateException e) {
      LOG.atWarn()
          .setMessage("history that cannot be folded passed over")
          .addKeyValue("instance", id)
          .setCause(e)
          .log();
      return new Past(id, new Fold(moments, new InstanceState.None()).views(), fold.events);
    }
  }

  /**
   * The way of an instance to its state at a moment; without steps if there was none.
   *
   * @throws IllegalStateException if its history cannot be folded
   */
  public Explanation explain(InstanceId id, Instant at, int most) {
    Explanation explanation = new Explanation(most);
    forEach(id, 0, at, explanation::add);
    return explanation;
  }

  private void forEach(InstanceId id, long after, Instant at, Consumer<RecordedEvent> consumer) {
    index.events(
        id,
        after,
        Order.ASCENDING,
        (sequence, event) -> {
          if (Thread.currentThread().isInterrupted()) {
            throw new HistoryException("The thread that reads the history was interrupted.", null);
          }
          boolean before = !event.time().isAfter(at);
          if (before && event instanceof IndexedEvent.OfInstance(var recorded)) {
            consumer.accept(recorded);
          }
          return before;
        });
  }

  /** An instance while its events are folded, with its views at the moments that they pass. */
  private static final class Fold {

    private final List<Instant> moments;
    private final List<Optional<InstanceView>> views = new ArrayList<>();
    private InstanceState state;
    private int events;

    /**
     * A fold.
     *
     * @param state before the first event; none of the moments is before it
     */
    Fold(List<Instant> moments, InstanceState state) {
      this.moments = moments;
      this.state = state;
    }

    void add(RecordedEvent event) {
      while (views.size() < moments.size() && event.time().isAfter(moments.get(views.size()))) {
        views.add(view(state));
      }
      state = InstanceEvolution.evolve(state, event);
      events++;
    }

    /** The views at all moments, once there are no more events. */
    List<Optional<InstanceView>> views() {
      while (views.size() < moments.size()) {
        views.add(view(state));
      }
      return views;
    }
  }
}
