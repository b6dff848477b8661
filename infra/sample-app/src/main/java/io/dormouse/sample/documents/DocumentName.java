package io.dormouse.sample.documents;

import java.util.regex.Pattern;

/**
 * A file name without a folder: it starts with a letter or a digit, and has no path or control
 * characters.
 */
public record DocumentName(String value) {
  private static final int MOST = 200;
  private static final Pattern VALID =
      Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N} ._@+()\\[\\],'&=~!#%-]*");

  /**
   * Checks the name.
   *
   * @throws IllegalArgumentException with what was expected and what came
   */
  public DocumentName {
    if (value.length() > MOST) {
      throw new IllegalArgumentException(
          "Expected a document name of at most %d characters, but it has %d."
              .formatted(MOST, value.length()));
    }
    if (!VALID.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "Expected a document name like 'report 1.pdf', which starts with a letter or a digit and"
              + " has no slash, but got '%s'.".formatted(value));
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
