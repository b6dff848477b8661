package io.dormouse.language.instance;

import io.dormouse.language.command.CommandId;

/**
 * Id of an event; no two events have the same one.
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
   * The id of an instance's event. It is unique because the sequence is. The cause's id is part of
   * it, so that a reader sees at once what the event follows from.
   */
  public static EventId of(CommandId cause, InstanceId instance, long sequence) {
    return new EventId("%s/%s/%d".formatted(cause, instance, sequence));
  }

  @Override
  public String toString() {
    return value;
  }
}
