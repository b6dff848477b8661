package io.dormouse.language.host;

import java.util.regex.Pattern;

/**
 * The name of a machine with a host agent.
 *
 * <p>The constructor throws {@link IllegalArgumentException} if the value is not of that form; the
 * message is fit for a user.
 */
public record HostId(String value) {

  private static final Pattern FORM = Pattern.compile("[a-z0-9]([-._a-z0-9]{0,61}[a-z0-9])?");

  public HostId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "Expected a host id of 1 to 63 characters a-z, 0-9 and inner '-', '.', '_', but got '%s'."
              .formatted(value));
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
