package io.dormouse.core.instance.policy;

import io.dormouse.language.activity.ActivityReport;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * How an instance was used, by the edges' reports. Soft state: what a crash loses of it makes a
 * passivation late, never early, since every start opens a full idle window.
 *
 * @param requests all that were reported
 * @param edges by edge, what it said last
 */
public record ActivityLedger(Instant lastUse, long requests, Map<String, EdgeUse> edges) {

  public static final ActivityLedger EMPTY = new ActivityLedger(Instant.EPOCH, 0, Map.of());
  private static final int INTERVALS_UNTIL_GONE = 3;

  public ActivityLedger {
    edges = Map.copyOf(edges);
  }

  /** What one edge said last. */
  public record EdgeUse(int openConnections, Instant reportedAt, Duration interval) {

    /** An edge that has gone silent does not keep an instance awake for ever. */
    Instant validUntil() {
      return reportedAt.plus(interval.multipliedBy(INTERVALS_UNTIL_GONE));
    }
  }

  /** With one more report, taken by the broker at the given time. */
  public ActivityLedger with(ActivityReport report, Instant at) {
    Map<String, EdgeUse> newEdges = new HashMap<>(edges);
    newEdges.values().removeIf(use -> use.openConnections() == 0 || at.isAfter(use.validUntil()));
    newEdges.put(report.edge(), new EdgeUse(report.openConnections(), at, report.interval()));
    Instant use = at.minus(report.idleFor());
    return new ActivityLedger(
        use.isAfter(lastUse) ? use : lastUse, requests + report.requests(), newEdges);
  }

  /**
   * As one who has watched only since that time must take it: what was used before, and reported
   * but not read yet, counts as used then.
   */
  public ActivityLedger watchedSince(Instant time) {
    return time.isAfter(lastUse) ? new ActivityLedger(time, requests, edges) : this;
  }

  /** Connections that are open now, as far as is known. */
  public int openConnections(Instant now) {
    return edges.values().stream()
        .filter(use -> !now.isAfter(use.validUntil()))
        .mapToInt(EdgeUse::openConnections)
        .sum();
  }
}
