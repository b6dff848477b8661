package io.dormouse.edge.forward.pool;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;

/**
 * The longest time that a connection to one backend may be unused before a request takes it. This
 * is a little less than the backend allows, which is learned from the ends of unused connections.
 * Only the last observations count. A connection that was unused for much longer and is still open
 * counts as one, so a backend that became more patient is believed after a while. All times are
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

  /** Notes that the backend ended a connection that was unused for this time. */
  void ended(long unused) {
    if (unused >= SHORTEST) {
      remember(unused);
    }
  }

  /**
   * True if a connection that is open after this time shows that the limit is longer than known.
   */
  boolean isExceededBy(long unused) {
    return unused / 2 > shortest;
  }

  /** Notes that the backend did not end a connection that was unused for this time. */
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
