package io.dormouse.language.blueprint;

import java.time.Duration;
import java.util.Map;

/**
 * Description of one container: its image, limits and environment, and how the edges reach it.
 *
 * <p>The constructor throws {@link IllegalArgumentException} if a number is out of its range; the
 * message names it. Memory or grace over the maximum is read as the maximum, since logs from before
 * the bounds may hold it.
 *
 * @param memoryBytes memory limit, which a host also reserves for it
 * @param cpuMillis thousandths of one core
 * @param port port of the application inside the container
 * @param stopGrace time to end by itself before it is killed
 */
public record ReplicaSpec(
    String image,
    long memoryBytes,
    int cpuMillis,
    int port,
    Readiness readiness,
    Map<String, String> environment,
    Duration stopGrace,
    Serving serving) {

  public static final long MOST_MEMORY = 16L << 40;
  public static final Duration LONGEST_STOP_GRACE = Duration.ofDays(1);

  private static final long LEAST_MEMORY = 6L << 20;

  public ReplicaSpec {
    memoryBytes = Math.min(memoryBytes, MOST_MEMORY);
    stopGrace = Bounds.atMost(LONGEST_STOP_GRACE, stopGrace);
    environment = Map.copyOf(environment);
    check(!image.isBlank(), "an image's name", image);
    check(memoryBytes >= LEAST_MEMORY, "memory of 6 MiB (6291456 bytes) or more", memoryBytes);
    check(cpuMillis >= 10 && cpuMillis <= 1_000_000, "cpu of 10 to 1000000 millis", cpuMillis);
    check(port >= 1 && port <= 65535, "a port from 1 to 65535", port);
    check(!stopGrace.isNegative(), "a stop grace of zero or more", stopGrace);
  }

  private static void check(boolean good, String expected, Object got) {
    if (!good) {
      throw new IllegalArgumentException("Expected %s, but got '%s'.".formatted(expected, got));
    }
  }
}
