package io.dormouse.benchmarks.create;

import io.dormouse.benchmarks.Processes;
import io.dormouse.benchmarks.Samples;
import io.dormouse.benchmarks.Tenants;
import io.dormouse.local.RunningSystem;
import io.dormouse.local.Story;
import io.dormouse.local.client.ControlClient;
import io.dormouse.local.client.Unexpected;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** One way, in a system of its own: right after its start, and again when it is warm. */
final class CreateRun implements Story {

  private static final Duration COLD = Duration.ofSeconds(10);
  private static final Duration WARM_UP = Duration.ofSeconds(30);
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final int WARM_UP_WAKES = 3;
  private static final int MEASURED_WAKES = 10;

  private final Way way;
  private final int count;
  private Optional<Figures> figures = Optional.empty();

  CreateRun(Way way, int count) {
    this.way = way;
    this.count = count;
  }

  /**
   * The figures of one way.
   *
   * @param broker CPU time of the broker for a create of the warm phase
   * @param streams that of the streams app
   * @param quiet wakes with nothing else going on
   * @param during wakes while the creates go on
   */
  record Figures(
      Way way,
      Tally cold,
      Tally warm,
      Duration broker,
      Duration streams,
      Samples quiet,
      Samples during) {}

  /** The figures, once it was played. */
  Figures figures() {
    return figures.orElseThrow(
        () -> new Unexpected("Expected figures of " + way.title() + ", but it was not measured."));
  }

  @Override
  public int play(RunningSystem system) throws Exception {
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      ControlClient api = new ControlClient(http, system.settings().api());
      new Tenants(api, system.settings().repository()).putBlueprintWithoutResources();
      Tally cold = create(system, new Budget("cold", count, COLD));
      create(system, new Budget("warm-up", count, WARM_UP));
      Processes processes = new Processes(system);
      Duration broker = processes.cpu("broker");
      Duration streams = processes.cpu("streams-app");
      Tally warm = create(system, new Budget("warm", count, LONGEST));
      int accepted = Math.max(1, warm.accepted());
      broker = processes.cpu("broker").minus(broker).dividedBy(accepted);
      streams = processes.cpu("streams-app").minus(streams).dividedBy(accepted);
      Wakes wakes = new Wakes(http, system);
      wakes.begin();
      wakes.measure(WARM_UP_WAKES);
      Samples quiet = wakes.measure(MEASURED_WAKES);
      Samples during = during(system, wakes);
      figures = Optional.of(new Figures(way, cold, warm, broker, streams, quiet, during));
    }
    return 0;
  }

  /** Wakes while the creates go on. */
  private Samples during(RunningSystem system, Wakes wakes) throws Exception {
    Budget busy = new Budget("busy", Integer.MAX_VALUE, LONGEST);
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Future<Tally> creates = thread.submit(() -> create(system, busy));
      Samples during;
      try {
        wakes.measure(WARM_UP_WAKES);
        during = wakes.measure(MEASURED_WAKES);
      } finally {
        busy.stop();
      }
      creates.get();
      return during;
    }
  }

  private Tally create(RunningSystem system, Budget budget) throws Exception {
    Tally tally = new Tally();
    way.create(system.settings().api(), budget, tally);
    return tally;
  }
}
