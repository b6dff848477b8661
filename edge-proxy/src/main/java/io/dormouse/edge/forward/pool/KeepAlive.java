package io.dormouse.edge.forward.pool;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;

/**
 * The time that a connection to one backend may be unused and still be taken for a request: a
 * little less than what the backend allows, learned from when it ended unused connections. Only the
 * last times count, and a connection that was unused for much longer and is open still counts as
 * one, so that a backend that has become more patient is believed after a while. All times are
 * nanoseconds.
 */
final class KeepAlive {

  /** Ends that come sooner have other reasons, such as a limit of requests. */
  private static final long SHORTEST = Duration.ofMillis(10).toNanos();

  private static final int REMEMBERED = 8;
  private static final int MARGIN_PART = 8;
  private static final long LEAST_MARGIN = Duration.ofMillis(20).toNanos();
  private static final long MOST_MARGIN = Duration.ofSeconds(1).toNanos();

  private final Deque<Long> seen = new ArrayDeque<>(REMEMBERED);
  private long shortest = Long.MAX_VALUE;
  private long longest = Long.MAX_VALUE;

  /** The usable part of the time that a backend keeps connections: less a margin for the clocks. */
  static long below(long time) {
    return Math.max(0, time - Math.clamp(time / MARGIN_PART, LEAST_MARGIN, MOST_MARGIN));
  }

  /** The backend has ended a connection that was unused for so long. */
  void ended(long unused) {
    if (unused >= SHORTEST) {
      remember(unused);
    }
  }

  /** True if a connection that is open after so long shows that the limit is longer than known. */
  boolean isExceededBy(long unused) {
    return unused / 2 > shortest;
  }

  /** The backend has not ended a connection that was unused for so long. */
  void exceeded(long unused) {
    remember(unused);
  }

  /** The longest time that a connection may be unused. */
  long longest() {
    return longest;
  }

  private void remember(long unused) {
    if (seen.size() == REMEMBERED) {
      seen.removeFirst();
    }
    seen.addLast(unused);
    shortest = Collections.min(seen);
    longest = below(shortest);
  }
}
