package io.dormouse.edge.suite.vectors;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The form that a message must have to mean the same on the other side of a proxy.
 *
 * @param start beginning of its first line: method and target, or the status
 * @param fields values of headers and trailers; the empty text where one must not be
 */
public record Expected(String start, String body, Map<String, String> fields) {

  public static final String HOST = "acme.example.org";

  private static final Pattern ABSOLUTE =
      Pattern.compile("^(\\S+) (?i:https?)://acme\\.example\\.org(?=[/ ])/?");

  /** A request without a body for {@link #HOST}. */
  public static Expected request(String methodAndTarget) {
    return new Expected(methodAndTarget + " HTTP/1.", "", Map.of("Host", HOST));
  }

  /** An answer without a body. */
  public static Expected answer(int status) {
    return new Expected(Integer.toString(status), "", Map.of());
  }

  public Expected body(String text) {
    return new Expected(start, text, fields);
  }

  public Expected with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(fields);
    more.put(name, value);
    return new Expected(start, body, more);
  }

  public Expected without(String... names) {
    Expected less = this;
    for (String name : names) {
      less = less.with(name, "");
    }
    return less;
  }

  /** The difference in a message, if there is one. */
  public Optional<String> difference(Message message) {
    String begins =
        start.length() == 3 ? message.start().substring(9) : originForm(message.start());
    if (!begins.startsWith(start)) {
      return Optional.of("'" + message.start() + "' for '" + start + "'");
    } else if (!message.body().equals(body)) {
      return Optional.of("the body '" + message.body() + "' for '" + body + "'");
    }
    for (Map.Entry<String, String> field : fields.entrySet()) {
      List<String> expected = field.getValue().isEmpty() ? List.of() : List.of(field.getValue());
      List<String> got = values(message, field.getKey());
      if (!got.equals(expected)) {
        return Optional.of(field.getKey() + " " + got + " for " + expected);
      }
    }
    return Optional.empty();
  }

  private static List<String> values(Message message, String name) {
    List<String> values = new ArrayList<>(message.all(name));
    message.trailers().stream()
        .filter(trailer -> trailer.name().equalsIgnoreCase(name))
        .forEach(trailer -> values.add(trailer.value()));
    return name.equals("Host") ? values.stream().map(Expected::hostName).toList() : values;
  }

  /** The first line in origin form, which a server takes for the same (RFC 9112, 3.2.2). */
  public static String originForm(String line) {
    return ABSOLUTE.matcher(line).replaceFirst("$1 /");
  }

  /** The host in lower case, without a port and a last dot. */
  private static String hostName(String host) {
    return host.toLowerCase(Locale.ROOT).replaceFirst("\\.?(:\\d+)?$", "");
  }
}
