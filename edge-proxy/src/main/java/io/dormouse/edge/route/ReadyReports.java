package io.dormouse.edge.route;

import io.dormouse.edge.route.ReportedReplica.Relation;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The hosts' reports that the views have not caught up with. A report that fits a view is kept
 * until a view says otherwise. One that is ahead of its view is kept for ten seconds. Beyond a
 * number of instances, further reports are dropped; those instances serve by their views alone.
 *
 * <p>Any thread may call {@link #on}; the other calls exclude each other.
 */
final class ReadyReports {

  static final int MOST = 10_000;
  static final int MOST_AHEAD = 1_000;
  static final Duration LONGEST_AHEAD = Duration.ofSeconds(10);

  /**
   * Reports of one instance that are ahead of its view.
   *
   * @param since time of the newest, in nanoseconds
   */
  private record Ahead(List<ReportedReplica> replicas, long since) {}

  private final LongSupplier nanos;
  private final Map<InstanceId, List<ReportedReplica>> current = new ConcurrentHashMap<>();
  private final Map<InstanceId, Ahead> ahead = new HashMap<>();

  ReadyReports(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** The view with the replicas that are ready by these reports. */
  InstanceView on(InstanceView view) {
    List<ReportedReplica> reported = current.get(view.id());
    return reported == null ? view : ReportedReplica.applied(view, reported);
  }

  /** True if there are reports of the instance. */
  boolean know(InstanceId instance) {
    return current.containsKey(instance) || ahead.containsKey(instance);
  }

  /** Takes a report beside the newest view of its instance. */
  void take(ReportedReplica reported, InstanceView view) {
    forgetLate();
    InstanceId instance = view.id();
    switch (reported.to(view)) {
      case CURRENT -> {
        if (current.size() < MOST || current.containsKey(instance)) {
          current.merge(instance, List.of(reported), (known, one) -> with(known, reported));
        }
      }
      case AHEAD -> {
        Ahead before = ahead.get(instance);
        if (before != null || ahead.size() < MOST_AHEAD) {
          List<ReportedReplica> known = before == null ? List.of() : before.replicas();
          ahead.put(instance, new Ahead(with(known, reported), nanos.getAsLong()));
        }
      }
      case OUTDATED -> {}
    }
  }

  /** Takes a newer view: reports that it fits count from now on, those that it outdates go. */
  void seen(InstanceView view) {
    InstanceId instance = view.id();
    if (!know(instance)) {
      return;
    }
    forgetLate();
    List<ReportedReplica> fitting = current.getOrDefault(instance, List.of());
    Ahead before = ahead.remove(instance);
    if (before != null) {
      List<ReportedReplica> still = in(Relation.AHEAD, view, before.replicas());
      if (!still.isEmpty()) {
        ahead.put(instance, new Ahead(still, before.since()));
      }
      for (ReportedReplica early : in(Relation.CURRENT, view, before.replicas())) {
        fitting = with(fitting, early);
      }
    }
    fitting = in(Relation.CURRENT, view, fitting);
    if (fitting.isEmpty()) {
      current.remove(instance);
    } else {
      current.put(instance, fitting);
    }
  }

  /** Forgets an instance that is gone. */
  void gone(InstanceId instance) {
    current.remove(instance);
    ahead.remove(instance);
  }

  private void forgetLate() {
    long now = nanos.getAsLong();
    ahead.values().removeIf(early -> now - early.since() > LONGEST_AHEAD.toNanos());
  }

  private static List<ReportedReplica> in(
      Relation relation, InstanceView view, List<ReportedReplica> replicas) {
    return replicas.stream().filter(replica -> replica.to(view) == relation).toList();
  }

  /** These replicas after one more report. */
  private static List<ReportedReplica> with(List<ReportedReplica> known, ReportedReplica next) {
    List<ReportedReplica> all = new ArrayList<>(known);
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).index() == next.index()) {
        all.set(i, all.get(i).then(next));
        return List.copyOf(all);
      }
    }
    all.add(next);
    return List.copyOf(all);
  }
}
