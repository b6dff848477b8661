package io.dormouse.schemas.instance;

/**
 * Names an event. It derives from the command's id and the event's place in the decision.
 *
 * <p>The constructor throws {@link IllegalArgumentException} if the value is blank or longer than
 * 240 characters.
 */
public record EventId(String value) {

  public EventId {
    if (value.isBlank() || value.length() > 240) {
      throw new IllegalArgumentException(
          "Expected an event id of 1 to 240 characters, but got '%s'.".formatted(value));
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
