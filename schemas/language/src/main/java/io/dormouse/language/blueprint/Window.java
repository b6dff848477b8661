package io.dormouse.language.blueprint;

import java.time.DayOfWeek;
import java.util.List;

/**
 * A span of time on some days of the week, by the clock of a time zone. One that ends at or before
 * its begin ends on the next day.
 *
 * <p>The constructor throws {@link IllegalArgumentException} if there is no day, or the window
 * begins at 24:00.
 *
 * @param days days on which it begins; in the order of the week, each once
 */
public record Window(List<DayOfWeek> days, TimeOfDay from, TimeOfDay to) {

  public Window {
    days = days.stream().distinct().sorted().toList();
    if (days.isEmpty()) {
      throw new IllegalArgumentException("Expected a window on one day or more, but got none.");
    }
    if (from.minutes() == TimeOfDay.MINUTES_OF_DAY) {
      throw new IllegalArgumentException(
          "Expected a window to begin from 00:00 to 23:59, but got '%s'.".formatted(from));
    }
  }

  /** True if it ends on the day after its begin. */
  public boolean endsNextDay() {
    return to.minutes() <= from.minutes();
  }
}
