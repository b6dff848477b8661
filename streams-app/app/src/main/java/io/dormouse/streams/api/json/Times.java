package io.dormouse.streams.api.json;

import java.time.Instant;
import java.time.format.DateTimeParseException;

/** Instants in requests. */
public final class Times {

  private Times() {}

  /** Throws {@link IllegalArgumentException} if the text is no instant of ISO 8601. */
  public static Instant parse(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "Expected a time such as 2026-01-31T12:00:00Z, but got '%s'.".formatted(text), e);
    }
  }
}
