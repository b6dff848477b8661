package io.dormouse.language.blueprint;

import java.time.Duration;

/** Bounds of values that are read. Older logs hold values from before there were bounds. */
public final class Bounds {

  private Bounds() {}

  /** The duration, or the maximum if it is longer. */
  public static Duration atMost(Duration most, Duration duration) {
    return duration.compareTo(most) > 0 ? most : duration;
  }
}
