package io.dormouse.kit.retry;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Pauses between attempts: each is twice as long as the one before, up to the longest, and half of
 * each is random.
 */
public record ExponentialBackoff(Duration first, Duration longest) {

  private static final int MOST_DOUBLINGS = 30;

  /**
   * The pause after an attempt that failed.
   *
   * @param attempt its number; the first is 1
   */
  public Duration after(int attempt, RandomGenerator random) {
    int doublings = Math.min(attempt - 1, MOST_DOUBLINGS);
    long full = Math.min(longest.toMillis(), first.toMillis() << doublings);
    long half = Math.max(1, full / 2);
    return Duration.ofMillis(half + random.nextLong(half + 1));
  }
}
