package io.dormouse.language.blueprint;

import java.time.Duration;

/**
 * Rule by which an unused instance is put to sleep.
 *
 * <p>The constructor throws {@link IllegalArgumentException} if idle is under two seconds or over
 * 365 days.
 *
 * @param idle longest time without use, counted from ready or from the last use
 */
public record PassivationPolicy(Duration idle, PassivationAction action) {

  public static final PassivationPolicy DEFAULT =
      new PassivationPolicy(Duration.ofMinutes(30), PassivationAction.PASSIVATE);

  public PassivationPolicy {
    if (idle.compareTo(Duration.ofSeconds(2)) < 0 || idle.compareTo(Duration.ofDays(365)) > 0) {
      throw new IllegalArgumentException(
          "Expected an idle time from 2 s to 365 days, but got %s.".formatted(idle));
    }
  }
}
