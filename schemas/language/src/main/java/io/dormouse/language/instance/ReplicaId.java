package io.dormouse.language.instance;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One container of an instance, written {@code acme.0}.
 *
 * <p>The constructor throws {@link IllegalArgumentException} if the index is negative.
 */
public record ReplicaId(InstanceId instance, int index) {

  private static final Pattern FORM = Pattern.compile("(.+)\\.(0|[1-9][0-9]{0,9})");

  public ReplicaId {
    if (index < 0) {
      throw new IllegalArgumentException(
          "Expected a replica index of 0 or more, but got %d.".formatted(index));
    }
  }

  /**
   * Reads {@code acme.0}; throws {@link IllegalArgumentException} if the text is not of that form.
   */
  public static ReplicaId parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw malformed(text, null);
    }
    try {
      return new ReplicaId(new InstanceId(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    } catch (NumberFormatException e) {
      throw malformed(text, e);
    }
  }

  private static IllegalArgumentException malformed(String text, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        "Expected a replica like 'acme.0', but got '%s'.".formatted(text), cause);
  }

  @Override
  public String toString() {
    return instance + "." + index;
  }
}
