package io.dormouse.benchmarks.proxy;

import io.dormouse.benchmarks.Report;
import io.dormouse.benchmarks.proxy.load.Load;
import io.dormouse.benchmarks.proxy.load.LoadResult;
import io.dormouse.benchmarks.proxy.load.Requests;
import io.dormouse.benchmarks.proxy.load.Scenario;
import io.dormouse.local.client.Unexpected;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Measures the CPU time of a request at the edge, nginx, HAProxy and a plain vertx-http-proxy, and
 * the latency that each adds, in turns at the same rate.
 */
public final class ProxyBenchmark {

  private static final Duration LEAD = Duration.ofSeconds(1);

  private final Path repository;
  private final Pace pace;
  private final OtherEdge other;
  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

  public ProxyBenchmark(Path repository, Pace pace, OtherEdge other) {
    this.repository = repository;
    this.pace = pace;
    this.other = other;
  }

  /** Measures and prints. */
  public void run(List<Scenario> scenarios) throws Exception {
    try (Contest contest =
        new Contest(repository, repository.resolve(".dormouse/bench-proxy"), other)) {
      contest.start();
      List<Contestant> sides = contest.sides();
      Map<Scenario, Requests> requests = new LinkedHashMap<>();
      for (Scenario scenario : scenarios) {
        requests.put(scenario, new Requests(scenario));
      }
      System.out.println("warming up");
      Duration each = Duration.ofSeconds(pace.warmUp()).dividedBy(scenarios.size());
      requests.forEach((scenario, of) -> warmUp(scenario, of, sides, each));
      Report report = new Report(System.out);
      ProxyReport tables = new ProxyReport(report, sides.getLast());
      requests.forEach((scenario, of) ->
          tables.add(scenario, scenario.rate(pace.rate()), measure(scenario, of, sides)));
      report.end();
    } finally {
      loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
  }

  private void warmUp(Scenario scenario, Requests requests, List<Contestant> sides, Duration time) {
    Executor threads = command -> Thread.ofVirtual().start(command);
    CompletableFuture<?>[] all =
        sides.stream()
            .filter(Contestant::isCompiledAsItRuns)
            .map(side ->
                CompletableFuture.runAsync(
                    () -> {
                      try (Load load = new Load(loop, side.port(), requests)) {
                        load.run(scenario.rate(pace.rate()), time);
                      }
                    },
                    threads))
            .toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(all).join();
  }

  private Map<Contestant, Figures> measure(
      Scenario scenario, Requests requests, List<Contestant> sides) {
    Map<Contestant, Figures> figures = new LinkedHashMap<>();
    sides.forEach(side -> figures.put(side, new Figures()));
    List<Contestant> order = new ArrayList<>(sides);
    for (int block = 0; block < pace.blocks(); block++) {
      order.forEach(side ->
          measure(
              side,
              requests,
              scenario.rate(pace.rate()),
              Objects.requireNonNull(figures.get(side))));
      order = order.reversed();
    }
    return figures;
  }

  private void measure(Contestant side, Requests requests, double rate, Figures figures) {
    try (Load load = new Load(loop, side.port(), requests)) {
      load.run(rate, LEAD);
      Duration before = side.cpu();
      LoadResult result = load.run(rate, Duration.ofSeconds(pace.seconds()));
      Duration used = side.cpu().minus(before);
      Unexpected.unless(
          result.failed() == 0,
          "Expected %s to answer all requests, but %d failed; the first: %s",
          side.name(),
          result.failed(),
          result.failure());
      figures.add(used.toNanos() / 1e3 / result.answered(), result);
    }
  }
}
