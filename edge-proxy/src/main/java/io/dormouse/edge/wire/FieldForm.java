package io.dormouse.edge.wire;

/** Names and values of fields, in every version of HTTP (RFC 9110, 5.1, 5.5). */
public final class FieldForm {

  /** Most fields of the head, and of the trailers, of an answer. */
  public static final int MOST_OF_ANSWER = 100;

  private FieldForm() {}

  /** True if it has at least one character, and only those of a token. */
  public static boolean isToken(CharSequence text) {
    return !text.isEmpty() && text.chars().allMatch(HeadScanner::isToken);
  }

  /** True if it has no control characters but tabs, so that no reader ends it early. */
  public static boolean isSoundValue(CharSequence text) {
    return text.chars().allMatch(c -> c == '\t' || (c >= ' ' && c != 0x7f));
  }
}
