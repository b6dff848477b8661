package io.dormouse.core.whatif;

import java.time.Duration;
import java.time.Instant;

/**
 * The time that is counted, without its end.
 *
 * <p>The constructor throws {@link IllegalArgumentException} if it does not end after its begin.
 */
public record Period(Instant from, Instant to) {

  public Period {
    if (!to.isAfter(from)) {
      throw new IllegalArgumentException(
          "Expected a period that ends after its begin, but got %s to %s.".formatted(from, to));
    }
  }

  boolean contains(Instant time) {
    return !time.isBefore(from) && time.isBefore(to);
  }

  /** The part of a span that lies within. */
  Duration within(Instant begin, Instant end) {
    Instant first = begin.isAfter(from) ? begin : from;
    Instant last = end.isBefore(to) ? end : to;
    return last.isAfter(first) ? Duration.between(first, last) : Duration.ZERO;
  }
}
