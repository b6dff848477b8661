package io.dormouse.language.instance;

import java.util.regex.Pattern;

/**
 * The name of an instance: a DNS label of at most 40 characters.
 *
 * <p>The constructor throws {@link IllegalArgumentException} if the value is not such a label; the
 * message is fit for a user.
 */
public record InstanceId(String value) implements Comparable<InstanceId> {

  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
  private static final int LONGEST = 40;

  public InstanceId {
    if (value.length() > LONGEST || !LABEL.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "Expected an instance id of 1 to 40 characters a-z, 0-9 and inner hyphens, but got '%s'."
              .formatted(value));
    }
  }

  @Override
  public int compareTo(InstanceId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
