package io.dormouse.language.resources;

import java.util.regex.Pattern;

/**
 * Opaque id of an instance's resources: its bucket, schema and roles. Every life of an instance has
 * a new one, so that a new instance never finds resources of an earlier one of its name.
 *
 * <p>The constructor throws {@link IllegalArgumentException} if the value is not a letter and 15
 * more of a-z and 0-9.
 */
public record ResourceId(String value) implements Comparable<ResourceId> {

  private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9]{15}");

  public ResourceId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "Expected a resource id of 16 characters a-z and 0-9, a letter first, but got '%s'."
              .formatted(value));
    }
  }

  @Override
  public int compareTo(ResourceId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
