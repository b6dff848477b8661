package io.dormouse.benchmarks.create;

import io.dormouse.benchmarks.Report;
import io.dormouse.benchmarks.create.CreateRun.Figures;
import io.dormouse.local.Story;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Creates through the control API, by clients that send one at a time and by one batch; each in a
 * system of its own, right after its start and when it is warm.
 */
public final class CreateBenchmark {

  private final int count;
  private final List<Integer> clients;

  /**
   * A benchmark.
   *
   * @param count creates of the warm phase
   * @param clients the numbers of clients
   */
  public CreateBenchmark(int count, List<Integer> clients) {
    this.count = count;
    this.clients = List.copyOf(clients);
  }

  /** Plays a story on a new system, and returns the exit code. */
  @FunctionalInterface
  public interface Player {
    int play(Story story) throws Exception;
  }

  /** Measures all ways; returns the exit code. */
  public int run(Player player) throws Exception {
    List<Figures> all = new ArrayList<>();
    List<Way> ways = new ArrayList<>();
    clients.forEach(many -> ways.add(new SingleClients(many)));
    ways.add(new OneBatch());
    for (Way way : ways) {
      CreateRun run = new CreateRun(way, count);
      int code = player.play(run);
      if (code != 0) {
        return code;
      }
      all.add(run.figures());
    }
    print(new Report(System.out), all);
    return 0;
  }

  private void print(Report report, List<Figures> all) {
    report.line(
        "%ncreate: %d instances through the control API, each way in a system of its own", count);
    report.line(
        "%-20s %9s %9s %9s %9s %8s %8s %9s %9s",
        "", "cold", "warm", "median", "p99", "pending", "429", "broker", "streams");
    report.line(
        "%-20s %9s %9s %9s %9s %8s %8s %9s %9s",
        "", "1/s", "1/s", "ms", "ms", "", "", "CPU ms", "CPU ms");
    all.forEach(one ->
        report.line(
            "%-20s %9.0f %9.0f %9.1f %9.1f %8d %8d %9.2f %9.2f",
            one.way().title(),
            one.cold().perSecond(),
            one.warm().perSecond(),
            one.warm().latency().median(),
            one.warm().latency().p99(),
            one.cold().pending() + one.warm().pending(),
            one.cold().refused() + one.warm().refused(),
            millis(one.broker()),
            millis(one.streams())));
    report.title("a wake, request to first byte");
    all.forEach(one -> {
      report.row("quiet, after " + one.way().title(), one.quiet());
      report.row("during " + one.way().title(), one.during());
    });
    all.forEach(one -> results(report, one));
    report.end();
  }

  private static double millis(Duration time) {
    return time.toNanos() / 1e6;
  }

  private static void results(Report report, Figures one) {
    String name = "create." + one.way().name();
    report.result(name + ".cold", one.cold().perSecond(), "creates_per_second", ">=200");
    report.result(name + ".warm", one.warm().perSecond(), "creates_per_second", ">=1000");
    report.result(name + ".pending", one.cold().pending() + one.warm().pending(), "answers", "<=0");
    report.result(
        name + ".refused", one.cold().refused() + one.warm().refused(), "answers", "none");
    report.result(name + ".broker.cpu", millis(one.broker()), "ms", "none");
    report.result(name + ".streams.cpu", millis(one.streams()), "ms", "none");
    report.result(name + ".wake.quiet", one.quiet().median(), "ms", "none");
    report.result(name + ".wake.during", one.during().median(), "ms", "none");
    report.result(
        name + ".wake.ratio", one.during().median() / one.quiet().median(), "ratio", "<=3");
  }
}
