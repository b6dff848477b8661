package io.dormouse.language.resources;

import java.util.regex.Pattern;

/**
 * Names an instance's resources: its bucket, schema and roles. Opaque, and new for every life of an
 * instance, so that an instance that is made again never meets what its namesake left.
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
