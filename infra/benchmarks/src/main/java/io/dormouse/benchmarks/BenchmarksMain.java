package io.dormouse.benchmarks;

import io.dormouse.benchmarks.create.CreateBenchmark;
import io.dormouse.benchmarks.history.HistoryBenchmark;
import io.dormouse.benchmarks.proxy.ProxyBenchmark;
import io.dormouse.benchmarks.proxy.load.Scenario;
import io.dormouse.benchmarks.routes.RoutesBenchmark;
import io.dormouse.benchmarks.scale.ScaleBenchmark;
import io.dormouse.benchmarks.wake.WakeBenchmark;
import io.dormouse.local.Story;
import io.dormouse.local.UpMain;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The program behind {@code infra/bench}: starts a system with data of its own, measures, and ends
 * the system. The exit code is 0 if it measured, whatever the results are.
 */
public final class BenchmarksMain {

  private static final int BAD_ARGUMENTS = 2;

  private BenchmarksMain() {}

  /**
   * Arguments: the benchmark's name, then {@code --runs N} ({@code --count N}), {@code --clients
   * N,N} or {@code --driver NAME}; for the proxies those of {@code infra/bench --help}.
   */
  public static void main(String[] args) throws Exception {
    System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    try {
      Arguments arguments = Arguments.parse(List.of(args));
      System.exit(run(arguments));
    } catch (IllegalArgumentException e) {
      System.err.println("infra/bench: " + e.getMessage());
      System.exit(BAD_ARGUMENTS);
    }
  }

  private static int run(Arguments arguments) throws Exception {
    Path repository = Path.of(System.getProperty("dormouse.repository", ".")).toRealPath();
    return switch (arguments.name()) {
      case WAKE -> play(repository, arguments, new WakeBenchmark(arguments.runs().orElse(50)));
      case SIGNUP -> play(repository, arguments, new SignUpBenchmark(arguments.runs().orElse(200)));
      case HOP -> play(repository, arguments, new HopBenchmark(arguments.runs().orElse(500)));
      case CREATE ->
          new CreateBenchmark(arguments.runs().orElse(20_000), arguments.clients())
              .run(story -> play(repository, arguments, story));
      case SCALE ->
          play(repository, arguments, new ScaleBenchmark(arguments.runs().orElse(100_000)));
      case HISTORY ->
          play(repository, arguments, new HistoryBenchmark(arguments.runs().orElse(1_000_000)));
      case ROUTES -> new RoutesBenchmark(arguments.runs().orElse(999_999), repository).run();
      case PROXY -> {
        new ProxyBenchmark(repository, arguments.pace(), arguments.otherEdge())
            .run(arguments.scenario().map(List::of).orElse(List.of(Scenario.values())));
        yield 0;
      }
    };
  }

  private static int play(Path repository, Arguments arguments, Story story) throws Exception {
    return UpMain.play(upArguments(repository, arguments), story);
  }

  private static List<String> upArguments(Path repository, Arguments arguments) {
    List<String> up = new ArrayList<>();
    up.addAll(List.of("--fresh", "--data", repository.resolve(".dormouse/bench").toString()));
    for (String option : List.of("--api-port", "--edge-port", "--kafka-port")) {
      up.addAll(List.of(option, Integer.toString(FreePort.next())));
    }
    arguments.driver().ifPresent(driver -> up.addAll(List.of("--driver", driver)));
    return up;
  }
}
