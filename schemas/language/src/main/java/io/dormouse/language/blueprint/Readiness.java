package io.dormouse.language.blueprint;

import java.time.Duration;

/**
 * Condition of a ready replica: an HTTP GET of the path answers with a status from 200 to 399.
 *
 * <p>The constructor throws {@link IllegalArgumentException} if the path does not start with a
 * slash or the time is not above zero. A time over the longest is read as the longest, since logs
 * from before the bounds may hold it.
 *
 * @param timeout longest time of a start before it counts as failed
 */
public record Readiness(String path, Duration timeout) {

  public static final Duration LONGEST_TIMEOUT = Duration.ofDays(1);

  public Readiness {
    timeout = Bounds.atMost(LONGEST_TIMEOUT, timeout);
    if (!path.startsWith("/") || path.chars().anyMatch(c -> c <= ' ' || c >= 127)) {
      throw new IllegalArgumentException(
          "Expected a readiness path that starts with '/' and has no blanks, but got '%s'."
              .formatted(path));
    }
    if (!timeout.isPositive()) {
      throw new IllegalArgumentException(
          "Expected a readiness timeout above zero, but got %s.".formatted(timeout));
    }
  }
}
