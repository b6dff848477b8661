package io.dormouse.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table for people, then {@code RESULT} lines for scripts. */
public final class Report {

  private final PrintStream out;
  private final List<String> results = new ArrayList<>();

  public Report(PrintStream out) {
    this.out = out;
  }

  public void title(String title) {
    out.printf("%n%s%n%-46s %10s %10s%n", title, "", "median", "p99");
  }

  public void row(String name, Samples samples) {
    out.printf(Locale.ROOT, "%-46s %7.1f ms %7.1f ms%n", name, samples.median(), samples.p99());
  }

  public void line(String format, Object... arguments) {
    out.printf(Locale.ROOT, format + "%n", arguments);
  }

  /**
   * Keeps a result for the end.
   *
   * @param aim such as {@code <=25}, or {@code none}
   */
  public void result(String name, double value, String unit, String aim) {
    results.add(
        String.format(
            Locale.ROOT, "RESULT name=%s value=%.2f unit=%s aim=%s", name, value, unit, aim));
  }

  public void end() {
    out.println();
    results.forEach(out::println);
    out.flush();
  }
}
