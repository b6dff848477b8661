package io.dormouse.benchmarks;

import io.dormouse.language.domain.DomainName;
import io.dormouse.language.instance.InstanceCommand.AddDomain;
import io.dormouse.language.instance.InstanceCommand.RemoveDomain;
import io.dormouse.language.topics.Topic;
import io.dormouse.local.RunningSystem;
import io.dormouse.local.Story;
import io.dormouse.local.client.ControlClient;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Measures one command to one committed event, in turns with one record through the same broker
 * without a decision; then the CPU time of the idle system.
 */
final class HopBenchmark implements Story {

  private static final String INSTANCE = "bench";
  private static final int ASLEEP = 100;
  private static final int WARM_UP = 50;
  private static final Duration SETTLE = Duration.ofSeconds(15);
  private static final Duration WATCH = Duration.ofSeconds(30);
  private static final List<String> OURS = List.of("streams-app", "edge", "host-agent");

  private final int runs;
  private final Samples hop = new Samples();
  private final Samples plain = new Samples();

  HopBenchmark(int runs) {
    this.runs = runs;
  }

  @Override
  public int play(RunningSystem system) throws Exception {
    Report report = new Report(System.out);
    try (HttpClient http = HttpClient.newHttpClient()) {
      Tenants tenants =
          new Tenants(
              new ControlClient(http, system.settings().api()), system.settings().repository());
      tenants.putBlueprintWithoutResources();
      tenants.create(INSTANCE);
      measureHops(system.settings().kafka());
      for (int i = 1; i < ASLEEP; i++) {
        tenants.create("idle-" + i);
      }
    }
    report.title("hop: one command to one committed event, %d runs".formatted(runs));
    report.row("command → decision → committed event", hop);
    report.row("a record through the same broker, undecided", plain);
    report.line("ratio of the medians: %.1f", hop.median() / plain.median());
    watchIdle(system, report);
    report.result("hop.median", hop.median(), "ms", "none");
    report.result("hop.p99", hop.p99(), "ms", "none");
    report.result("plain.median", plain.median(), "ms", "none");
    report.end();
    return 0;
  }

  private void measureHops(String kafka) throws Exception {
    try (Decisions decisions = new Decisions(kafka)) {
      for (int run = -WARM_UP; run < runs; run++) {
        DomainName domain = new DomainName("hop.example");
        Duration added = decisions.round(Topic.INSTANCE_COMMANDS, INSTANCE, new AddDomain(domain));
        Duration echoed = decisions.round(Topic.DEAD_LETTERS, INSTANCE, new AddDomain(domain));
        decisions.round(Topic.INSTANCE_COMMANDS, INSTANCE, new RemoveDomain(domain));
        if (run >= 0) {
          hop.add(added);
          plain.add(echoed);
        }
      }
    }
  }

  private static void watchIdle(RunningSystem system, Report report) throws InterruptedException {
    Thread.sleep(SETTLE);
    report.line(
        "%nidle: %d instances asleep, nobody uses them, over %d s", ASLEEP, WATCH.toSeconds());
    Map<String, Double> shares = new Processes(system).cpuShares(OURS, WATCH);
    shares.forEach((name, percent) -> {
      report.line("%-46s %7.2f %% of a core", name, percent);
      report.result("idle.cpu." + name, percent, "percent_of_a_core", "none");
    });
    double all = shares.values().stream().mapToDouble(percent -> percent).sum();
    report.line("%-46s %7.2f %% of a core", "together", all);
    report.result("idle.cpu", all, "percent_of_a_core", "<=5");
  }
}
