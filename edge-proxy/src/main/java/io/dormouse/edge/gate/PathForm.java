package io.dormouse.edge.gate;

/**
 * Checks the path of a target for parts that readers can understand differently: percent signs that
 * encode nothing or NUL, and dots that climb above the root once they are decoded.
 */
final class PathForm {

  private PathForm() {}

  /** True if every reader takes the path for one below the root; the query may be anything. */
  static boolean isSound(String target) {
    int query = target.indexOf('?');
    String path = query < 0 ? target : target.substring(0, query);
    if (path.indexOf('%') < 0) {
      return !path.contains("/..") || staysBelowRoot(path);
    }
    StringBuilder decoded = new StringBuilder(path.length());
    for (int at = 0; at < path.length(); at++) {
      char c = path.charAt(at);
      if (c == '%') {
        int code = code(path, at + 1);
        if (code <= 0) {
          return false;
        }
        decoded.append((char) code);
        at += 2;
      } else {
        decoded.append(c);
      }
    }
    return staysBelowRoot(decoded);
  }

  /** The byte that two hexadecimal digits mean, negative if they are none. */
  private static int code(String path, int at) {
    if (at + 1 >= path.length()) {
      return -1;
    }
    int high = Character.digit(path.charAt(at), 16);
    int low = Character.digit(path.charAt(at + 1), 16);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  private static boolean staysBelowRoot(CharSequence path) {
    int depth = 0;
    int begin = 1;
    for (int at = 1; at <= path.length(); at++) {
      if (at == path.length() || path.charAt(at) == '/') {
        depth += step(path.subSequence(begin, at).toString());
        if (depth < 0) {
          return false;
        }
        begin = at + 1;
      }
    }
    return true;
  }

  private static int step(String segment) {
    return switch (segment) {
      case "", "." -> 0;
      case ".." -> -1;
      default -> 1;
    };
  }
}
