package io.dormouse.language.blueprint;

import java.util.regex.Pattern;

/**
 * A time of the day to the minute, from 00:00 to 24:00.
 *
 * <p>The constructor throws {@link IllegalArgumentException} if the value is not of that form; the
 * message is fit for a user.
 */
public record TimeOfDay(String value) {

  static final int MINUTES_OF_DAY = 24 * 60;

  private static final Pattern FORM = Pattern.compile("([01][0-9]|2[0-3]):[0-5][0-9]|24:00");

  public TimeOfDay {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "Expected a time from 00:00 to 24:00, but got '%s'.".formatted(value));
    }
  }

  /** Minutes on the clock since midnight. */
  public int minutes() {
    return Integer.parseInt(value, 0, 2, 10) * 60 + Integer.parseInt(value, 3, 5, 10);
  }

  @Override
  public String toString() {
    return value;
  }
}
