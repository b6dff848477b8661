package io.dormouse.edge.suite;

import io.dormouse.edge.suite.vectors.Judgement;
import io.dormouse.edge.suite.vectors.Judgement.Treatment;
import io.dormouse.edge.suite.vectors.Vector;
import java.util.List;
import java.util.Map;

/** The verdicts as a table in Markdown: one line for each vector, a column for each proxy. */
final class Table {

  private Table() {}

  static String of(List<Vector> vectors, Map<String, Map<String, Judgement>> verdicts) {
    StringBuilder table = new StringBuilder("| family | vector |");
    verdicts.keySet().forEach(proxy -> table.append(' ').append(proxy).append(" |"));
    table.append("\n| --- | --- |").append(" --- |".repeat(verdicts.size())).append('\n');
    for (Vector vector : vectors) {
      table.append("| ").append(vector.family()).append(" | ").append(vector.name()).append(" |");
      for (Map<String, Judgement> column : verdicts.values()) {
        Judgement verdict = column.get(vector.toString());
        table.append(' ').append(verdict == null ? "not run" : cell(verdict)).append(" |");
      }
      table.append('\n');
    }
    verdicts.forEach((proxy, column) -> table.append(summary(proxy, column)));
    return table.toString();
  }

  private static String summary(String proxy, Map<String, Judgement> column) {
    return "%n%s: %d forwarded, %d refused, %d UNSAFE"
        .formatted(
            proxy,
            count(column, Treatment.FORWARDED),
            count(column, Treatment.REFUSED),
            count(column, Treatment.UNSAFE));
  }

  private static long count(Map<String, Judgement> column, Treatment kind) {
    return column.values().stream().filter(verdict -> verdict.kind() == kind).count();
  }

  /** The verdict on one line of printable characters, not too long. */
  private static String cell(Judgement verdict) {
    String text = verdict.toString().replaceAll("[^ -~]|\\|", "?");
    return text.length() > 100 ? text.substring(0, 97) + "..." : text;
  }
}
