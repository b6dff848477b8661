package io.dormouse.schemas.instance;

/**
 * Names a command; the same id twice is the same command, whoever sends it.
 *
 * <p>The constructor throws {@link IllegalArgumentException} if the value is blank or longer than
 * 200 characters.
 */
public record CommandId(String value) {

  public CommandId {
    if (value.isBlank() || value.length() > 200) {
      throw new IllegalArgumentException(
          "Expected a command id of 1 to 200 characters, but got '%s'.".formatted(value));
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
