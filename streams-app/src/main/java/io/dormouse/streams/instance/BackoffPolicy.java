package io.dormouse.streams.instance;

import io.dormouse.schemas.instance.Backoff;
import java.time.Duration;
import java.time.Instant;

/**
 * How long a failed instance is left alone: 10 s, doubling with every failure in a row to 5 min.
 */
final class BackoffPolicy {

  static final String VERSION = "backoff/1";

  /** Who ran that long before it failed begins anew. */
  static final Duration DID_WELL = Duration.ofMinutes(10);

  private static final Duration FIRST = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private BackoffPolicy() {}

  static Backoff after(int failuresBefore, Instant now) {
    Duration wait = FIRST.multipliedBy(1L << Math.min(failuresBefore, 10));
    return new Backoff(
        VERSION, failuresBefore + 1, now.plus(wait.compareTo(LONGEST) < 0 ? wait : LONGEST));
  }
}
