package io.dormouse.edge.route;

import io.dormouse.language.host.PoolName;
import io.dormouse.language.instance.InstanceStatus;
import io.dormouse.language.instance.InstanceView;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Instances that wait for room in their pools, the longest wait first. It knows 10,000 at most.
 * Further ones count as last until others leave and they are asked for again.
 *
 * <p>Safe for any thread.
 */
final class StartQueue {

  private record Queued(@Nullable PoolName pool, Instant since, String id) {}

  private static final int MOST = 10_000;
  private static final Comparator<Queued> ORDER =
      Comparator.comparing(Queued::since).thenComparing(Queued::id);

  private final Map<String, Queued> byId = new HashMap<>();
  private final Map<@Nullable PoolName, TreeSet<Queued>> inOrder = new HashMap<>();

  /** Takes the newest view of an instance; null when it is gone. */
  synchronized void seen(String id, @Nullable InstanceView view) {
    Queued now =
        view != null && view.status() == InstanceStatus.QUEUED
            ? new Queued(view.pool(), view.since(), id)
            : null;
    Queued known = byId.get(id);
    if (known != null && !known.equals(now)) {
      byId.remove(id);
      remove(known);
    }
    if (now != null && byId.size() < MOST && byId.putIfAbsent(id, now) == null) {
      inOrder.computeIfAbsent(now.pool(), pool -> new TreeSet<>(ORDER)).add(now);
    }
  }

  /** The place of a queued instance in its pool, 1 for the first. */
  synchronized int place(InstanceView view) {
    TreeSet<Queued> queue = inOrder.get(view.pool());
    Queued known = byId.get(view.id().value());
    if (queue == null) {
      return 1;
    }
    return 1 + (known == null ? queue.size() : queue.headSet(known).size());
  }

  private void remove(Queued known) {
    TreeSet<Queued> queue = inOrder.get(known.pool());
    if (queue != null && queue.remove(known) && queue.isEmpty()) {
      inOrder.remove(known.pool());
    }
  }
}
