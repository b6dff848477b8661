package io.dormouse.language.blueprint;

import java.time.DateTimeException;
import java.time.ZoneId;

/**
 * Name of a time zone, such as {@code Europe/Berlin} or {@code UTC}. A zone's rules are those of
 * the program that asks for them.
 *
 * <p>The constructor throws {@link IllegalArgumentException} if no zone has the name; the message
 * is fit for a user.
 */
public record ZoneName(String value) {

  public ZoneName {
    try {
      ZoneId.of(value);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "Expected a time zone such as 'Europe/Berlin' or 'UTC', but got '%s'.".formatted(value),
          e);
    }
  }

  public ZoneId zone() {
    return ZoneId.of(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
