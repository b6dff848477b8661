package io.dormouse.local.iam;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The parameters of a request. */
record Form(Map<String, String> parameters) {

  Form {
    parameters = Map.copyOf(parameters);
  }

  static Form of(String body) {
    Map<String, String> parameters = new HashMap<>();
    for (String pair : body.split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        parameters.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
      }
    }
    return new Form(parameters);
  }

  String text(String name) {
    String value = parameters.get(name);
    if (value == null || value.isEmpty()) {
      throw IamException.invalid("Expected a " + name + ", got none.");
    }
    return value;
  }

  String text(String name, String otherwise) {
    return parameters.getOrDefault(name, otherwise);
  }

  int number(String name, int otherwise, int most) {
    String value = text(name, Integer.toString(otherwise));
    if (value.matches("[1-9][0-9]{0,6}") && Integer.parseInt(value) <= most) {
      return Integer.parseInt(value);
    }
    throw IamException.invalid(
        "Expected a %s from 1 to %d, got \"%s\".".formatted(name, most, value));
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
