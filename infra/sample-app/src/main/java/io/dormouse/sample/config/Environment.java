package io.dormouse.sample.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@link Setting}s from a map of variables. An empty variable counts as absent. */
record Environment(Map<String, String> variables) {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m)");

  Environment {
    variables = Map.copyOf(variables);
  }

  String text(Setting setting) {
    String given = variables.getOrDefault(setting.name(), "");
    return given.isEmpty() ? setting.fallback() : given;
  }

  String required(Setting setting, Setting because) {
    String value = text(setting);
    if (value.isEmpty()) {
      throw new ConfigException(
          "Expected %s to be set because %s is, but it is empty; set both or neither."
              .formatted(setting, because));
    }
    return value;
  }

  String matching(Setting setting, Pattern expected) {
    String value = text(setting);
    if (!expected.matcher(value).matches()) {
      throw unexpected(setting, value, "a text that matches " + expected);
    }
    return value;
  }

  long number(Setting setting, long least, long most) {
    String value = text(setting);
    try {
      long number = Long.parseLong(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      throw unexpected(setting, value, "a whole number");
    }
    throw unexpected(setting, value, "a number from %d to %d".formatted(least, most));
  }

  boolean flag(Setting setting) {
    String value = text(setting);
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default -> throw unexpected(setting, value, "true or false");
    };
  }

  Duration duration(Setting setting) {
    String value = text(setting);
    if (value.equals("0")) {
      return Duration.ZERO;
    }
    Matcher matcher = DURATION.matcher(value);
    if (!matcher.matches()) {
      throw unexpected(setting, value, "0, or a number with ms, s or m, like 500ms");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      default -> Duration.ofMinutes(amount);
    };
  }

  URI uri(Setting setting) {
    String value = text(setting);
    try {
      URI uri = new URI(value);
      if (uri.getHost() != null && String.valueOf(uri.getScheme()).startsWith("http")) {
        return uri;
      }
    } catch (URISyntaxException malformed) {
      throw unexpected(setting, value, "an address like http://127.0.0.1:9000");
    }
    throw unexpected(setting, value, "an address like http://127.0.0.1:9000");
  }

  static ConfigException unexpected(Setting setting, String value, String expected) {
    return new ConfigException(
        "Expected %s to be %s, but it is '%s'.".formatted(setting, expected, value));
  }
}
