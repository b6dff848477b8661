package io.dormouse.edge.route;

import io.dormouse.schemas.instance.InstanceStatus;
import io.dormouse.schemas.instance.InstanceView;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Instances that wait for room, by how long they do. It knows 10,000 at most; those beyond are last
 * until others leave and they are asked for again. All pools are one queue here, since views do not
 * tell the pool.
 *
 * <p>Safe for any thread.
 */
final class StartQueue {

  private record Queued(Instant since, String id) {}

  private static final int MOST = 10_000;

  private final Map<String, Queued> byId = new HashMap<>();
  private final TreeSet<Queued> inOrder =
      new TreeSet<>(Comparator.comparing(Queued::since).thenComparing(Queued::id));

  /** Takes the newest view of an instance; null when it is gone. */
  synchronized void seen(String id, @Nullable InstanceView view) {
    Instant since = view != null && view.status() == InstanceStatus.QUEUED ? view.since() : null;
    Queued known = byId.get(id);
    if (known != null && !known.since().equals(since)) {
      byId.remove(id);
      inOrder.remove(known);
    }
    if (since != null && byId.size() < MOST && !byId.containsKey(id)) {
      Queued added = new Queued(since, id);
      byId.put(id, added);
      inOrder.add(added);
    }
  }

  /** The place of an instance, 1 for the first. */
  synchronized int place(String id) {
    Queued known = byId.get(id);
    return known == null ? inOrder.size() + 1 : inOrder.headSet(known).size() + 1;
  }
}
