package io.dormouse.edge.client;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The value of a Forwarded header (RFC 7239, 4). */
final class ForwardedElements {

  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  private static final Pattern PAIR =
      Pattern.compile(
          "\\G[ \\t]*(%1$s)=(?:(%1$s)|\"((?:[^\"\\\\]|\\\\.)*+)\")[ \\t]*([;,]|$)"
              .formatted(TOKEN));

  private ForwardedElements() {}

  /** Names in lower case and values of each element, in order; empty if any of it is malformed. */
  static List<Map<String, String>> of(String text) {
    List<Map<String, String>> elements = new ArrayList<>();
    Map<String, String> element = new HashMap<>();
    Matcher pair = PAIR.matcher(text);
    int end = 0;
    boolean more = true;
    while (more && pair.find()) {
      String value =
          pair.group(2) != null ? pair.group(2) : pair.group(3).replaceAll("\\\\(.)", "$1");
      if (element.put(pair.group(1).toLowerCase(Locale.ROOT), value) != null) {
        return List.of();
      }
      end = pair.end();
      more = !pair.group(4).isEmpty();
      if (!pair.group(4).equals(";")) {
        elements.add(element);
        element = new HashMap<>();
      }
    }
    return end == text.length() && !more ? elements : List.of();
  }
}
