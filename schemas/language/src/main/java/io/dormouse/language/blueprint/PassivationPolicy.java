package io.dormouse.language.blueprint;

import java.time.Duration;

/**
 * Rule by which an unused instance is put to sleep.
 *
 * <p>The constructor throws {@link IllegalArgumentException} if idle is under {@link
 * #SHORTEST_IDLE} or over {@link #LONGEST_IDLE}.
 *
 * @param idle longest time without use, counted from ready or from the last use
 */
public record PassivationPolicy(Duration idle, PassivationAction action) {

  public static final Duration SHORTEST_IDLE = Duration.ofSeconds(2);

  public static final Duration LONGEST_IDLE = Duration.ofDays(365);

  public static final PassivationPolicy DEFAULT =
      new PassivationPolicy(Duration.ofMinutes(30), PassivationAction.PASSIVATE);

  public PassivationPolicy {
    if (idle.compareTo(SHORTEST_IDLE) < 0 || idle.compareTo(LONGEST_IDLE) > 0) {
      throw new IllegalArgumentException(
          "Expected an idle time from 2s to 365d, but got %s.".formatted(idle));
    }
  }
}
