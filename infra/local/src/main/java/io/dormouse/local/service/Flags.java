package io.dormouse.local.service;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The settings of a service, written {@code --key=value}. */
record Flags(Map<String, String> values) {

  Flags {
    values = Map.copyOf(values);
  }

  /**
   * Reads {@code --key=value} arguments.
   *
   * @throws IllegalArgumentException for anything else, with the argument in the message
   */
  static Flags parse(String... arguments) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      if (!argument.startsWith("--") || equals < 3) {
        throw new IllegalArgumentException("expected --key=value, got \"" + argument + "\"");
      }
      values.put(argument.substring(2, equals), argument.substring(equals + 1));
    }
    return new Flags(values);
  }

  String text(String key) {
    String value = values.get(key);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException("expected --" + key + "=…, got " + values.keySet());
    }
    return value;
  }

  Path path(String key) {
    return Path.of(text(key)).toAbsolutePath();
  }

  int port(String key) {
    String value = text(key);
    if (!value.matches("[1-9][0-9]{0,4}") || Integer.parseInt(value) > 65_535) {
      throw new IllegalArgumentException(
          "expected a port from 1 to 65535 for --" + key + ", got \"" + value + "\"");
    }
    return Integer.parseInt(value);
  }
}
