package io.dormouse.language.resources;

import java.util.regex.Pattern;

/**
 * Name of a blueprint's sample content in the provisioner's folder of seeds.
 *
 * <p>The constructor throws {@link IllegalArgumentException} if the value is not a DNS label; the
 * message is fit for a user.
 */
public record SeedName(String value) {

  private static final Pattern FORM = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

  public SeedName {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "Expected the name of a seed, 1 to 63 characters a-z, 0-9 and inner hyphens, but got '%s'."
              .formatted(value));
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
