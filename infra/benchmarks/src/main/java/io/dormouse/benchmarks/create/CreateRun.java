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
import java.util.concurrent.atomic.AtomicBoolean;

/** One way, in a system of its own: right after its start, and again when it is warm. */
final class CreateRun implements Story {

  private static final Duration COLD = Duration.ofSeconds(10);
  private static final Duration WARM_UP = Duration.ofSeconds(30);
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final Duration SETTLE = Duration.ofSeconds(5);
  private static final int WARM_UP_WAKES = 3;
  private static final int QUIET_WAKES = 10;

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
   * @param broker CPU time of the broker for a create of the warm phase, in milliseconds
   * @param streams that of the streams app
   * @param quiet wakes with nothing else going on
   * @param during wakes during the warm phase
   */
  record Figures(
      Way way,
      Tally cold,
      Tally warm,
      double broker,
      double streams,
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
      Wakes wakes = new Wakes(http, system);
      wakes.begin();
      wakes.measure(WARM_UP_WAKES);
      figures = Optional.of(warm(system, wakes, cold));
    }
    return 0;
  }

  private Figures warm(RunningSystem system, Wakes wakes, Tally cold) throws Exception {
    AtomicBoolean running = new AtomicBoolean(true);
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Processes processes = new Processes(system);
      Duration broker = processes.cpu("broker");
      Duration streams = processes.cpu("streams-app");
      Future<Samples> during = thread.submit(() -> wakes.measure(running::get));
      Tally warm;
      try {
        warm = create(system, new Budget("warm", count, LONGEST));
      } finally {
        running.set(false);
      }
      double accepted = warm.accepted();
      double brokerMillis = processes.cpu("broker").minus(broker).toNanos() / 1e6 / accepted;
      double streamsMillis = processes.cpu("streams-app").minus(streams).toNanos() / 1e6 / accepted;
      Samples busy = during.get();
      Thread.sleep(SETTLE);
      Samples quiet = wakes.measure(QUIET_WAKES);
      return new Figures(way, cold, warm, brokerMillis, streamsMillis, quiet, busy);
    }
  }

  private Tally create(RunningSystem system, Budget budget) throws Exception {
    Tally tally = new Tally();
    way.create(system.settings().api(), budget, tally);
    return tally;
  }
}
