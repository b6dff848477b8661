package io.dormouse.edge.suite.vectors;

import io.dormouse.edge.suite.Runner;
import java.util.List;
import java.util.Locale;

/**
 * A request or an answer as it was read.
 *
 * @param start the first line
 * @param body bytes behind the head; after an answer 101 and its request, the tunnelled bytes
 */
public record Message(String start, List<Field> fields, String body, List<Field> trailers) {

  public record Field(String name, String value) {}

  /** The values of a field, in order. */
  public List<String> all(String name) {
    return fields.stream()
        .filter(field -> field.name().equalsIgnoreCase(name))
        .map(Field::value)
        .toList();
  }

  public boolean has(String name) {
    return !all(name).isEmpty();
  }

  /** True for an answer of the oracle, all of which are marked. */
  public boolean isFromTheOracle() {
    return toString().toLowerCase(Locale.ROOT).contains("oracle");
  }

  /** True for a request of the suite itself, which checks that all is well after a vector. */
  public boolean isFromTheSuite() {
    return start.startsWith(Runner.SAME_CLIENT + " ") || start.startsWith(Runner.NEIGHBOUR + " ");
  }

  /** The status of an answer. */
  public int status() {
    return Integer.parseInt(start.substring(9, 12));
  }

  public Message withBody(String other) {
    return new Message(start, fields, other, trailers);
  }
}
