package io.dormouse.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** JSON values as text of one cell. */
public final class Cells {

  /** The text for nothing. */
  public static final String NOTHING = "-";

  private static final Pattern INSTANT =
      Pattern.compile("(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d)(\\.\\d{1,3})?\\d*Z");
  private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB");
  private static final int STEP = 1024;
  private static final int LONGEST_DETAIL = 100;

  private Cells() {}

  /** A value as it is; lists and objects are written on one line. */
  public static String text(JsonNode value) {
    return switch (value.getNodeType()) {
      case NULL, MISSING -> NOTHING;
      case STRING -> value.textValue().isEmpty() ? NOTHING : value.textValue();
      case ARRAY -> list(value);
      case OBJECT -> members(value);
      default -> value.asText();
    };
  }

  /** A time of whole seconds in UTC, such as {@code 2026-11-22T08:00:00Z}. */
  public static String time(JsonNode value) {
    return timed(text(value), "$1Z");
  }

  /** A time in UTC with its milliseconds; other text as it is. */
  public static String preciseTime(JsonNode value) {
    return timed(text(value), "$1$2Z");
  }

  /** A number of bytes with its unit. */
  public static String size(JsonNode value) {
    if (!value.isNumber()) {
      return text(value);
    }
    double number = value.asDouble();
    int unit = 0;
    while (number >= STEP && unit < UNITS.size() - 1) {
      number /= STEP;
      unit++;
    }
    String format = number == Math.rint(number) ? "%.0f%s" : "%.1f%s";
    return String.format(Locale.ROOT, format, number, UNITS.get(unit));
  }

  /** A value on one line that is cut when it becomes long; the other forms of output have all. */
  public static String detail(JsonNode value) {
    String text = text(value);
    return text.codePointCount(0, text.length()) <= LONGEST_DETAIL
        ? text
        : text.substring(0, text.offsetByCodePoints(0, LONGEST_DETAIL - 1)) + "…";
  }

  private static String timed(String text, String form) {
    Matcher instant = INSTANT.matcher(text);
    return instant.matches() ? instant.replaceFirst(form) : text;
  }

  private static String list(JsonNode values) {
    StringJoiner joined = new StringJoiner(", ");
    joined.setEmptyValue(NOTHING);
    values.forEach(value -> joined.add(nested(value)));
    return joined.toString();
  }

  private static String members(JsonNode object) {
    StringJoiner joined = new StringJoiner(" ");
    joined.setEmptyValue(NOTHING);
    object
        .properties()
        .forEach(member -> {
          if (!member.getValue().isNull()) {
            joined.add(member.getKey() + "=" + nested(member.getValue()));
          }
        });
    return joined.toString();
  }

  private static String nested(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> "{" + members(value) + "}";
      case ARRAY -> value.isEmpty() ? "[]" : "[" + list(value) + "]";
      default -> text(value);
    };
  }
}
