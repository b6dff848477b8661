package io.dormouse.language.blueprint;

import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Time-outs of the edges for a route's backend; null means the edge's own setting.
 *
 * <p>The constructor throws {@link IllegalArgumentException} if a time is not above zero. A time
 * over the longest is read as the longest, since logs from before the bounds may hold it.
 *
 * @param connect time to open a connection
 * @param answer time to the first byte of an answer, once the request was sent
 * @param idle time to the next byte, in either direction
 */
public record Timeouts(
    @Nullable Duration connect, @Nullable Duration answer, @Nullable Duration idle) {

  public static final Timeouts NONE = new Timeouts(null, null, null);

  public static final Duration LONGEST = Duration.ofDays(30);

  public Timeouts {
    Stream.of(new Duration[] {connect, answer, idle})
        .filter(time -> time != null && !time.isPositive())
        .forEach(time -> {
          throw new IllegalArgumentException(
              "Expected time-outs above zero, but got %s.".formatted(time));
        });
    connect = bounded(connect);
    answer = bounded(answer);
    idle = bounded(idle);
  }

  private static @Nullable Duration bounded(@Nullable Duration time) {
    return time == null ? null : Bounds.atMost(LONGEST, time);
  }
}
