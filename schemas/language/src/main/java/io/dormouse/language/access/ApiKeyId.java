package io.dormouse.language.access;

import java.util.regex.Pattern;

/**
 * Id of a key to the control API. It is no secret.
 *
 * <p>The constructor throws {@link IllegalArgumentException} if the value is not 1 to 32 of {@code
 * a-z 0-9}; the message is fit for a user.
 */
public record ApiKeyId(String value) {

  private static final Pattern FORM = Pattern.compile("[a-z0-9]{1,32}");

  public ApiKeyId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "Expected a key's id, 1 to 32 of a-z and 0-9, but got %d other characters."
              .formatted(value.length()));
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
