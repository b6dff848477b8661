package io.dormouse.language.blueprint;

import java.time.Duration;

/** Bounds of what is read: logs hold what was written before there were any. */
public final class Bounds {

  private Bounds() {}

  /** The duration, or the most that there may be of it. */
  public static Duration atMost(Duration most, Duration duration) {
    return duration.compareTo(most) > 0 ? most : duration;
  }
}
