package io.dormouse.local.iam;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A text in which {@code *} stands for any characters and {@code ?} for one. */
record Wildcard(Pattern pattern) {

  static Wildcard of(String text) {
    return new Wildcard(Pattern.compile(expression(text), Pattern.DOTALL));
  }

  static Wildcard ignoringCase(String text) {
    return new Wildcard(
        Pattern.compile(expression(text), Pattern.DOTALL | Pattern.CASE_INSENSITIVE));
  }

  /** A text without wildcards. */
  static Wildcard exactly(String text) {
    return new Wildcard(Pattern.compile(Pattern.quote(text)));
  }

  boolean matches(String text) {
    return pattern.matcher(text).matches();
  }

  private static String expression(String text) {
    return Arrays.stream(text.split("(?<=[*?])|(?=[*?])", -1))
        .map(part ->
            switch (part) {
              case "*" -> ".*";
              case "?" -> ".";
              default -> Pattern.quote(part);
            })
        .collect(Collectors.joining());
  }
}
