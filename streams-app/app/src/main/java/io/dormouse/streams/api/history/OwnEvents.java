package io.dormouse.streams.api.history;

import io.dormouse.language.instance.InstanceEvent.InstanceRequested;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.RecordedEvent;
import io.dormouse.language.owner.OwnerId;
import io.dormouse.streams.api.view.OwnInstances;
import io.dormouse.streams.history.HistoryIndex;
import io.dormouse.streams.history.IndexedEvent;
import io.dormouse.streams.history.Order;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The events that a principal may see. An id may go to another owner after its instance was
 * deleted, so that a history may have the lives of instances of several owners; each life begins
 * with {@link InstanceRequested}, which names its owner. While the id is another owner's, the
 * principal sees none of them, and histories are read for few instances. Not for several threads.
 */
final class OwnEvents implements Predicate<IndexedEvent> {

  /** Most instances whose owners are remembered. */
  private static final int MOST = 10_000;

  private final OwnInstances instances;
  private final HistoryIndex index;
  private final Map<InstanceId, Lives> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InstanceId, Lives> eldest) {
          return size() > MOST;
        }
      };

  OwnEvents(OwnInstances instances, HistoryIndex index) {
    this.instances = instances;
    this.index = index;
  }

  /** Owners by the sequences with which their lives begin, as far as the history was read. */
  private static final class Lives {

    private final NavigableMap<Long, OwnerId> owners = new TreeMap<>();
    private long read;
  }

  @Override
  public boolean test(IndexedEvent event) {
    return seesAll()
        || switch (event) {
          case IndexedEvent.OfInstance(RecordedEvent one) -> isOwn(one);
          case IndexedEvent.OfHost host -> false;
        };
  }

  /** True if there is an event of the instance that the principal may see. */
  boolean hasSome(InstanceId id) {
    if (seesAll()) {
      return true;
    }
    return !isOthers(id)
        && lives(id, Long.MAX_VALUE).owners.values().stream().anyMatch(instances.principal()::sees);
  }

  private boolean seesAll() {
    return instances.principal().owner() == null;
  }

  private boolean isOwn(RecordedEvent event) {
    if (isOthers(event.instance())) {
      return false;
    }
    Map.Entry<Long, OwnerId> life =
        lives(event.instance(), event.sequence()).owners.floorEntry(event.sequence());
    return life != null && instances.principal().sees(life.getValue());
  }

  private boolean isOthers(InstanceId id) {
    return instances
        .all()
        .find(id)
        .filter(view -> !instances.principal().sees(view.owner()))
        .isPresent();
  }

  private Lives lives(InstanceId id, long upTo) {
    Lives lives = known.computeIfAbsent(id, unknown -> new Lives());
    if (lives.read < upTo) {
      index.events(
          id,
          lives.read,
          Order.ASCENDING,
          (sequence, event) -> {
            if (event instanceof IndexedEvent.OfInstance(RecordedEvent one)
                && one.event() instanceof InstanceRequested begun) {
              lives.owners.put(sequence, begun.owner());
            }
            lives.read = sequence;
            return true;
          });
    }
    return lives;
  }
}
