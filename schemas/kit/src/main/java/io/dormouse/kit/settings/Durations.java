package io.dormouse.kit.settings;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as people write them: {@code 250ms}, {@code 4s}, {@code 30m}, {@code 12h}, {@code 7d}.
 */
public final class Durations {

  /** The longest duration, 100 years. The sum of two in nanoseconds fits a long. */
  public static final Duration LONGEST = Duration.ofDays(36_500);

  private static final Pattern FORM = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");

  private Durations() {}

  /**
   * Throws {@link IllegalArgumentException} if the text is not of that form, or above {@link
   * #LONGEST}.
   */
  public static Duration parse(String text) {
    Duration duration = read(text);
    if (duration.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "Expected a duration of at most %s, but got '%s'.".formatted(format(LONGEST), text));
    }
    return duration;
  }

  /** As {@link #parse}, with bounds, both inclusive. */
  public static Duration parse(String text, Duration least, Duration most) {
    Duration duration = read(text);
    if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          "Expected a duration from %s to %s, but got '%s'."
              .formatted(format(least), format(most), text));
    }
    return duration;
  }

  private static Duration read(String text) {
    Matcher matcher = FORM.matcher(text.trim());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "Expected a duration like '250ms', '4s', '30m', '12h' or '7d', but got '%s'."
              .formatted(text));
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }

  /**
   * Writes a duration in the largest unit that leaves a whole number; under a millisecond is cut
   * off.
   */
  public static String format(Duration duration) {
    long millis = duration.toMillis();
    if (millis % 1000 != 0) {
      return millis + "ms";
    }
    long seconds = millis / 1000;
    if (seconds == 0 || seconds % 60 != 0) {
      return seconds + "s";
    }
    if (seconds % 3600 != 0) {
      return seconds / 60 + "m";
    }
    return seconds % 86400 != 0 ? seconds / 3600 + "h" : seconds / 86400 + "d";
  }
}
