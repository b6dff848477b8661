package io.dormouse.benchmarks.proxy;

import io.dormouse.benchmarks.Report;
import io.dormouse.benchmarks.proxy.load.Scenario;
import java.util.Map;

/** The tables of the comparison, and its lines for scripts. */
record ProxyReport(Report report, Contestant direct) {

  /** Adds a scenario in which all contestants were measured. */
  void add(Scenario scenario, double rate, Map<Contestant, Figures> figures) {
    Figures without = of(figures, direct.name());
    report.line("%n%s: %s; %.0f requests a second", scenario, scenario.title(), rate);
    report.line(
        "%-20s %12s %10s %10s %12s %10s",
        "", "CPU us each", "p50 ms", "p99 ms", "added p50", "added p99");
    figures.forEach((side, of) -> {
      if (side.isProxy()) {
        report.line(
            "%-20s %12.1f %10.3f %10.3f %12.3f %10.3f",
            side.name(),
            of.cpu().median(),
            of.median().median(),
            of.p99().median(),
            of.addedMedian(without),
            of.addedP99(without));
        result(scenario, side, "cpu", of.cpu().median(), "us");
        result(scenario, side, "added.p50", of.addedMedian(without) * 1e3, "us");
        result(scenario, side, "added.p99", of.addedP99(without) * 1e3, "us");
      } else {
        report.line(
            "%-20s %12s %10.3f %10.3f", side.name(), "-", of.median().median(), of.p99().median());
      }
    });
    Figures ours = of(figures, Contestant.EDGE);
    against(
        scenario, ours, of(figures, Contestant.NGINX), without, Contestant.NGINX, "<=1.3", "<=1.5");
    against(
        scenario,
        ours,
        of(figures, Contestant.HAPROXY),
        without,
        Contestant.HAPROXY,
        "none",
        "none");
    against(
        scenario, ours, of(figures, Contestant.PLAIN), without, Contestant.PLAIN, "<=0.8", "<=0.8");
  }

  private void against(
      Scenario scenario,
      Figures ours,
      Figures theirs,
      Figures without,
      String name,
      String cpuAim,
      String p99Aim) {
    String prefix = "proxy." + scenario + ".edge_to_" + name;
    double cpu = ours.cpu().median() / theirs.cpu().median();
    report.line("edge / %-18s CPU %.2f (aim %s)", name, cpu, cpuAim);
    report.result(prefix + ".cpu", cpu, "ratio", cpuAim);
    double added = ours.addedP99(without);
    double addedByOther = theirs.addedP99(without);
    if (added > 0 && addedByOther > 0) {
      report.line("edge / %-18s added p99 %.2f (aim %s)", name, added / addedByOther, p99Aim);
      report.result(prefix + ".added.p99", added / addedByOther, "ratio", p99Aim);
    } else {
      report.line("edge / %-18s added p99: less than the noise here", name);
    }
  }

  private void result(Scenario scenario, Contestant side, String what, double value, String unit) {
    report.result("proxy.%s.%s.%s".formatted(scenario, side.name(), what), value, unit, "none");
  }

  private static Figures of(Map<Contestant, Figures> figures, String name) {
    return figures.entrySet().stream()
        .filter(entry -> entry.getKey().name().equals(name))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow();
  }
}
