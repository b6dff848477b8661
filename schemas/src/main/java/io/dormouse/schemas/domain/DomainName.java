package io.dormouse.schemas.domain;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A host name in normal form: lower case, no port, no trailing dot, at most 253 characters in
 * labels of at most 63.
 *
 * <p>The constructor throws {@link IllegalArgumentException} if the value is not in that form; the
 * message is fit for a user.
 */
public record DomainName(String value) {

  private static final Pattern NAME =
      Pattern.compile(
          "(?=.{1,253}$)[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*");

  public DomainName {
    if (!NAME.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "Expected a host name in lower case like 'acme.example.org', but got '%s'."
              .formatted(value));
    }
  }

  /** Brings a host name as people or browsers write it into normal form; one trailing dot goes. */
  public static DomainName of(String text) {
    String bare = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    // Some letters beyond ASCII have one of ASCII as their lower case.
    boolean ascii = bare.chars().allMatch(c -> c < 128);
    return new DomainName(ascii ? bare.toLowerCase(Locale.ROOT) : bare);
  }

  @Override
  public String toString() {
    return value;
  }
}
