package io.dormouse.kit.settings;

import java.time.Duration;

/** Checks for the compact constructors of settings records. */
public final class Checks {

  private static final int HIGHEST_PORT = 65535;

  private Checks() {}

  /**
   * Checks one setting.
   *
   * @param value the value; a duration is shown as a user would write it
   * @param expected completes the message, such as {@code 1 or more}
   * @throws SettingsException if the setting is not good
   */
  public static void check(boolean good, String key, Object value, String expected) {
    if (!good) {
      Object shown = value instanceof Duration time ? Durations.format(time) : value;
      throw new SettingsException(
          "The setting %s has the value '%s'. Expected %s.".formatted(key, shown, expected));
    }
  }

  /** Checks a number that must be positive. */
  public static void checkAtLeastOne(String key, int value) {
    check(value >= 1, key, value, "1 or more");
  }

  /** Checks a number that must be in a range, with both bounds. */
  public static void checkWithin(String key, long value, long least, long most) {
    check(value >= least && value <= most, key, value, least + " to " + most);
  }

  /** Checks a time that must not be too short. */
  public static void checkAtLeast(String key, Duration value, Duration least) {
    check(
        value.compareTo(least) >= 0,
        key,
        value.toMillis() + " ms",
        least.toMillis() + " ms or more");
  }

  /** Checks a port to listen on; 0 means any free port. */
  public static void checkPort(String key, int value) {
    checkWithin(key, value, 0, HIGHEST_PORT);
  }
}
