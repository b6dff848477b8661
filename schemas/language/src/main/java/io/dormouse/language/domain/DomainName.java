package io.dormouse.language.domain;

import java.net.IDN;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A host name in normal form: lower case, A-labels, no port, no trailing dot, at most 253
 * characters in labels of at most 63. In the register it may be a wildcard, {@code *.example.org},
 * which stands for all names of one label more, as in certificates.
 *
 * <p>The constructor throws {@link IllegalArgumentException} if the value is not in that form; the
 * message is fit for a user.
 */
public record DomainName(String value) {

  /** Longest name, in characters. */
  public static final int LONGEST = 253;

  private static final int LONGEST_LABEL = 63;
  private static final String WILDCARD = "*.";

  /** Letters that IDNA 2003 and 2008 read differently. */
  private static final Pattern IN_DISPUTE = Pattern.compile("[\u00df\u03c2]");

  private static final Pattern WORDS = Pattern.compile("[-.\\p{L}\\p{M}\\p{Nd}]+");

  public DomainName {
    if (!isName(value, value.startsWith(WILDCARD) ? WILDCARD.length() : 0)) {
      throw wrong(value);
    }
  }

  /**
   * Brings the name of one host, as people or browsers write it, into normal form. One trailing dot
   * is removed. Letters beyond ASCII become A-labels if all versions of IDNA agree on them; others
   * have to be written as A-labels.
   */
  public static DomainName of(String text) {
    if (text.startsWith(WILDCARD)) {
      throw wrong(text);
    }
    return registered(text);
  }

  /** As {@link #of}, but also for wildcards. */
  public static DomainName registered(String text) {
    if (text.length() > LONGEST + 1) {
      throw new IllegalArgumentException(
          "Expected a host name of at most %d characters, but got %d."
              .formatted(LONGEST, text.length()));
    }
    String bare = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    if (isAscii(bare)) {
      return new DomainName(bare.toLowerCase(Locale.ROOT));
    }
    return bare.startsWith(WILDCARD)
        ? new DomainName(WILDCARD + aLabels(bare.substring(WILDCARD.length())))
        : new DomainName(aLabels(bare));
  }

  /** True for a wildcard. */
  public boolean isWildcard() {
    return value.startsWith(WILDCARD);
  }

  /** The wildcard that stands for this name, if it has more than one label. */
  public Optional<DomainName> wildcard() {
    int dot = value.indexOf('.');
    return dot < 0 ? Optional.empty() : Optional.of(new DomainName("*" + value.substring(dot)));
  }

  private static String aLabels(String text) {
    String lower = asciiLower(text);
    // Only ASCII is mapped to lower case, since some other letters become ASCII letters.
    if (!WORDS.matcher(lower).matches()
        || IN_DISPUTE.matcher(lower).find()
        || !lower.equals(lower.toLowerCase(Locale.ROOT))
        || !Normalizer.isNormalized(lower, Normalizer.Form.NFKC)) {
      throw wrong(text);
    }
    try {
      return IDN.toASCII(lower, IDN.USE_STD3_ASCII_RULES);
    } catch (IllegalArgumentException e) {
      throw wrong(text);
    }
  }

  private static String asciiLower(String text) {
    StringBuilder lower = new StringBuilder(text);
    for (int i = 0; i < lower.length(); i++) {
      char c = lower.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        lower.setCharAt(i, (char) (c + ('a' - 'A')));
      }
    }
    return lower.toString();
  }

  private static IllegalArgumentException wrong(String text) {
    return new IllegalArgumentException(
        "Expected a host name in lower case like 'acme.example.org', but got '%s'."
            .formatted(text));
  }

  private static boolean isAscii(String text) {
    for (int at = 0; at < text.length(); at++) {
      if (text.charAt(at) >= 128) {
        return false;
      }
    }
    return true;
  }

  /** Runs for every request, so it makes one pass without a regular expression. */
  private static boolean isName(String text, int begin) {
    int label = 0;
    for (int at = begin; at < text.length(); at++) {
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
