package io.dormouse.schemas.instance;

/**
 * Names an owner by an opaque id; never an e-mail address or a person's name.
 *
 * <p>The constructor throws {@link IllegalArgumentException} if the value is blank or longer than
 * 100 characters.
 */
public record OwnerId(String value) {

  public OwnerId {
    if (value.isBlank() || value.length() > 100) {
      throw new IllegalArgumentException(
          "Expected an owner id of 1 to 100 characters, but got '%s'.".formatted(value));
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
