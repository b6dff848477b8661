package io.dormouse.language.instance;

import io.dormouse.language.command.CommandId;

/**
 * Names an event; no two events have the same id.
 *
 * <p>The constructor throws {@link IllegalArgumentException} if the value is blank or longer than
 * 280 characters.
 */
public record EventId(String value) {

  private static final int LONGEST = 280;

  public EventId {
    if (value.isBlank() || value.length() > LONGEST) {
      throw new IllegalArgumentException(
          "Expected an event id of 1 to %d characters, but got '%s'.".formatted(LONGEST, value));
    }
  }

  /**
   * The id of an instance's event: unique since its sequence is, whatever id its cause has. The
   * cause is in it so that a reader sees at once what the event follows from.
   */
  public static EventId of(CommandId cause, InstanceId instance, long sequence) {
    return new EventId("%s/%s/%d".formatted(cause, instance, sequence));
  }

  @Override
  public String toString() {
    return value;
  }
}
