package io.dormouse.language.owner;

import java.util.regex.Pattern;

/**
 * Opaque id of an owner; never an e-mail address or a person's name.
 *
 * <p>The constructor throws {@link IllegalArgumentException} if the value is not 1 to 100 of {@code
 * A-Z a-z 0-9 . _ : -}, a letter or digit first; the message is fit for a user.
 */
public record OwnerId(String value) {

  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][-._:A-Za-z0-9]{0,99}");

  /** An unidentified caller; exempt from quotas. */
  public static final OwnerId ANONYMOUS = new OwnerId("anonymous");

  public OwnerId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "Expected an owner's opaque id, 1 to 100 of A-Z, a-z, 0-9, '.', '_', ':' and '-', but got"
              + " %d other characters.".formatted(value.length()));
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
