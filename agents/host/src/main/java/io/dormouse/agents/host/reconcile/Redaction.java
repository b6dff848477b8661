package io.dormouse.agents.host.reconcile;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Replaces the values of variables in an application's output by their names. Values shorter than
 * eight characters stay, since they are no secrets and occur in ordinary words.
 */
record Redaction(Map<String, String> variables) {

  private static final int SHORTEST = 8;

  Redaction {
    variables = Map.copyOf(variables);
  }

  List<String> of(List<String> lines) {
    List<Map.Entry<String, String>> longestFirst =
        variables.entrySet().stream()
            .filter(variable -> variable.getValue().length() >= SHORTEST)
            .sorted(
                Comparator.comparingInt(
                        (Map.Entry<String, String> variable) -> -variable.getValue().length())
                    .thenComparing(Map.Entry.comparingByKey()))
            .toList();
    return lines.stream().map(line -> of(line, longestFirst)).toList();
  }

  private static String of(String line, List<Map.Entry<String, String>> variables) {
    String rest = line;
    for (Map.Entry<String, String> variable : variables) {
      rest = rest.replace(variable.getValue(), "[" + variable.getKey() + "]");
    }
    return rest;
  }

  @Override
  public String toString() {
    return "Redaction" + variables.keySet().stream().sorted().toList();
  }
}
