package io.dormouse.schemas.domain;

import java.util.Locale;

/**
 * A host name in normal form: lower case, no port, no trailing dot, at most 253 characters in
 * labels of at most 63.
 *
 * <p>The constructor throws {@link IllegalArgumentException} if the value is not in that form; the
 * message is fit for a user.
 */
public record DomainName(String value) {

  private static final int LONGEST = 253;
  private static final int LONGEST_LABEL = 63;

  public DomainName {
    if (!isName(value)) {
      throw new IllegalArgumentException(
          "Expected a host name in lower case like 'acme.example.org', but got '%s'."
              .formatted(value));
    }
  }

  /** Brings a host name as people or browsers write it into normal form; one trailing dot goes. */
  public static DomainName of(String text) {
    String bare = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    return new DomainName(isAscii(bare) ? bare.toLowerCase(Locale.ROOT) : bare);
  }

  /** Some letters beyond ASCII have one of ASCII as their lower case. */
  private static boolean isAscii(String text) {
    for (int at = 0; at < text.length(); at++) {
      if (text.charAt(at) >= 128) {
        return false;
      }
    }
    return true;
  }

  /** Every request asks for this: it is read once, without a pattern. */
  private static boolean isName(String text) {
    int label = 0;
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '.') {
        if (!isLabel(text, at - label, at)) {
          return false;
        }
        label = 0;
      } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-') {
        label++;
      } else {
        return false;
      }
    }
    return text.length() <= LONGEST && isLabel(text, text.length() - label, text.length());
  }

  private static boolean isLabel(String text, int begin, int end) {
    return end > begin
        && end - begin <= LONGEST_LABEL
        && text.charAt(begin) != '-'
        && text.charAt(end - 1) != '-';
  }

  @Override
  public String toString() {
    return value;
  }
}
