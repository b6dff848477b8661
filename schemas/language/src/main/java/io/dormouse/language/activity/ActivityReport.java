package io.dormouse.language.activity;

import io.dormouse.language.instance.InstanceId;
import java.time.Duration;

/**
 * Activity of one instance that one edge saw since its last report. The edge's own clock is not
 * used: the last use lies {@code idleFor} before the time at which the broker took the report.
 *
 * <p>The constructor throws {@link IllegalArgumentException} if a number or a time is below zero,
 * or the interval is not above it.
 *
 * @param interval time between two reports of an instance in use; with open connections and no
 *     further report for three of these, the edge is taken for gone
 * @param idleFor time since the last request or byte; zero while something is open
 * @param requests requests that ended since the last report
 */
public record ActivityReport(
    InstanceId instance,
    String edge,
    Duration interval,
    Duration idleFor,
    long requests,
    long bytesIn,
    long bytesOut,
    int openConnections) {

  public ActivityReport {
    check(interval.isPositive(), "an interval above zero", interval);
    check(!idleFor.isNegative(), "an idle time of zero or more", idleFor);
    check(requests >= 0, "a number of requests of 0 or more", requests);
    check(bytesIn >= 0 && bytesOut >= 0, "bytes of 0 or more", Math.min(bytesIn, bytesOut));
    check(openConnections >= 0, "open connections of 0 or more", openConnections);
  }

  private static void check(boolean good, String expected, Object got) {
    if (!good) {
      throw new IllegalArgumentException("Expected %s, but got %s.".formatted(expected, got));
    }
  }
}
