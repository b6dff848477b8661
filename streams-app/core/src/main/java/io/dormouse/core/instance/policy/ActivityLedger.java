package io.dormouse.core.instance.policy;

import io.dormouse.language.activity.ActivityReport;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Use of an instance, by the edges' reports. Soft state: a crash may lose some and makes a
 * passivation late, never early, since every start opens a full idle window.
 *
 * @param requests all requests that were reported
 * @param edges the newest report of each edge
 */
public record ActivityLedger(Instant lastUse, long requests, Map<String, EdgeUse> edges) {

  public static final ActivityLedger EMPTY = new ActivityLedger(Instant.EPOCH, 0, Map.of());
  private static final int INTERVALS_UNTIL_GONE = 3;

  public ActivityLedger {
    edges = Map.copyOf(edges);
  }

  /** The newest report of an edge. */
  public record EdgeUse(int openConnections, Instant reportedAt, Duration interval) {

    /** Time after which the connections of a silent edge no longer count. */
    Instant validUntil() {
      return reportedAt.plus(interval.multipliedBy(INTERVALS_UNTIL_GONE));
    }
  }

  /** The ledger with one more report, which the broker took at the given time. */
  public ActivityLedger with(ActivityReport report, Instant at) {
    Map<String, EdgeUse> newEdges = new HashMap<>(edges);
    newEdges.values().removeIf(use -> use.openConnections() == 0 || at.isAfter(use.validUntil()));
    newEdges.put(report.edge(), new EdgeUse(report.openConnections(), at, report.interval()));
    Instant use = at.minus(report.idleFor());
    return new ActivityLedger(
        use.isAfter(lastUse) ? use : lastUse, requests + report.requests(), newEdges);
  }

  /**
   * The ledger of an observer that started at that time: earlier use counts as use at the start.
   */
  public ActivityLedger watchedSince(Instant time) {
    return time.isAfter(lastUse) ? new ActivityLedger(time, requests, edges) : this;
  }

  /** Connections known to be open. */
  public int openConnections(Instant now) {
    return edges.values().stream()
        .filter(use -> !now.isAfter(use.validUntil()))
        .mapToInt(EdgeUse::openConnections)
        .sum();
  }
}
