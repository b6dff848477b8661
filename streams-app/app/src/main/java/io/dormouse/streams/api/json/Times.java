package io.dormouse.streams.api.json;

import java.time.Instant;
import java.time.format.DateTimeParseException;

/** Instants in requests. */
public final class Times {

  /** Bounds of the years that ISO 8601 writes with four digits. */
  private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");

  private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

  private Times() {}

  /**
   * Reads an instant of ISO 8601 in the years 0 to 9999, so that sums with it stay far from the
   * bounds of all types.
   *
   * @throws IllegalArgumentException if the text is none
   */
  public static Instant parse(String text) {
    Instant time;
    try {
      time = Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "Expected a time such as 2026-01-31T12:00:00Z, but got '%s'.".formatted(text), e);
    }
    if (time.isBefore(FIRST) || !time.isBefore(END)) {
      throw new IllegalArgumentException(
          "Expected a time such as 2026-01-31T12:00:00Z, of the years 0000 to 9999, but got '%s'."
              .formatted(text));
    }
    return time;
  }
}
