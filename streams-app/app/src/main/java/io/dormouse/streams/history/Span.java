package io.dormouse.streams.history;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * A span of time.
 *
 * @param since its begin, or null
 * @param until the time behind it, or null
 */
public record Span(@Nullable Instant since, @Nullable Instant until) {

  /** More than all years that have four digits. */
  private static final long LAST_SECOND = 1L << 40;

  /** Without begin and end. */
  public static final Span ALL = new Span(null, null);

  /** The earliest time of a place in a partition that may have an event of this span, or null. */
  @Nullable Long firstTime(Position end) {
    return since == null ? null : millis(since) - end.early();
  }

  /** The time of the first places in a partition behind all events of this span, or null. */
  @Nullable Long timeBehind(Position end) {
    return until == null ? null : millis(until) + part(until) + end.late();
  }

  /** The millisecond that a time is in counts, unless the time is its begin. */
  private static long part(Instant time) {
    return time.equals(time.truncatedTo(ChronoUnit.MILLIS)) ? 0 : 1;
  }

  /** Milliseconds as far as a clock may show them. */
  private static long millis(Instant time) {
    return Math.clamp(time.getEpochSecond(), -LAST_SECOND, LAST_SECOND) * 1_000
        + time.getNano() / 1_000_000;
  }
}
