package io.dormouse.benchmarks.wake;

import com.fasterxml.jackson.databind.JsonNode;
import io.dormouse.benchmarks.Report;
import io.dormouse.benchmarks.Samples;
import io.dormouse.benchmarks.Tenants;
import io.dormouse.local.RunningSystem;
import io.dormouse.local.Story;
import io.dormouse.local.client.Await;
import io.dormouse.local.client.ControlClient;
import io.dormouse.local.client.TenantClient;
import io.dormouse.local.client.Unexpected;
import io.dormouse.local.settings.Driver;
import io.dormouse.local.settings.LocalSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request to a sleeping instance, against the same image started and probed directly; in turns.
 * The direct start is in the same Docker network. When that is not the engine's own, a start there
 * shows what the other network costs.
 */
public final class WakeBenchmark implements Story {

  private static final String INSTANCE = "bench";
  private static final String IMAGE = "dormouse/sample-app:dev";
  private static final String PAGE = "/healthz";
  private static final long MEMORY = 256L << 20;
  private static final int PORT = 8080;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int WARM_UP = 3;

  private final int runs;
  private final Samples woken = new Samples();
  private final Samples direct = new Samples();
  private final Samples onTheBridge = new Samples();
  private final WakeShares shares = new WakeShares();

  public WakeBenchmark(int runs) {
    this.runs = runs;
  }

  @Override
  public int play(RunningSystem system) throws Exception {
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      ControlClient api = new ControlClient(http, system.settings().api());
      Tenants tenants = new Tenants(api, system.settings().repository());
      TenantClient tenant =
          new TenantClient(http, system.settings().edge(), INSTANCE + ".localhost");
      tenants.putBlueprintWithoutResources();
      tenants.create(INSTANCE);
      for (int run = 0; run < WARM_UP; run++) {
        wake(tenant, api);
        tenants.putToSleep(INSTANCE);
      }
      // Only now: the first container made the Docker network.
      try (DirectStart other = directStart(system);
          @Nullable DirectStart bridge = startOnTheBridge(system)) {
        startDirectly(other);
        for (int run = 0; run < runs; run++) {
          direct.add(startDirectly(other));
          if (bridge != null) {
            onTheBridge.add(startDirectly(bridge));
          }
          Wake ours = wake(tenant, api);
          tenants.putToSleep(INSTANCE);
          woken.add(ours.waited());
          shares.add(ours);
        }
      }
      print(system.settings(), releases(http, system.settings()));
    }
    return 0;
  }

  /**
   * One wake.
   *
   * @param woken its {@code InstanceWoken}
   * @param started its {@code InstanceStarted}
   */
  record Wake(Instant asked, Duration waited, JsonNode woken, JsonNode started) {}

  private static Duration startDirectly(DirectStart other) throws Exception {
    long begin = System.nanoTime();
    URI base = other.start();
    Probe.awaitReady(base, PAGE, PATIENCE);
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    other.stop();
    return took;
  }

  private static Wake wake(TenantClient tenant, ControlClient api) throws Exception {
    Instant asked = Instant.now();
    long begin = System.nanoTime();
    int status = tenant.get(PAGE).statusCode();
    Duration waited = Duration.ofNanos(System.nanoTime() - begin);
    Unexpected.unless(status == 200, "Expected 200, but got %d", status);
    return Await.until(
        "the start in the history", PATIENCE, () -> recorded(api.history(INSTANCE), asked, waited));
  }

  /**
   * The wake once the history has it whole: the edge answers before the brain knows of the start.
   */
  private static Optional<Wake> recorded(List<JsonNode> history, Instant asked, Duration waited) {
    List<String> types = history.stream().map(event -> event.path("type").asText()).toList();
    int woken = types.lastIndexOf("InstanceWoken");
    int started = types.lastIndexOf("InstanceStarted");
    return woken < 0
            || started < woken
            || WakeShares.time(history.get(woken)).isBefore(asked.truncatedTo(ChronoUnit.MILLIS))
        ? Optional.empty()
        : Optional.of(new Wake(asked, waited, history.get(woken), history.get(started)));
  }

  private static DirectStart directStart(RunningSystem system) {
    Path program =
        system
            .settings()
            .repository()
            .resolve("infra/sample-app/target/images/dormouse/sample-app/dev/run");
    return system.settings().usesDocker()
        ? new DockerStart(IMAGE, system.settings().driver().network(), MEMORY, PORT)
        : new ProcessStart(program);
  }

  private static @Nullable DirectStart startOnTheBridge(RunningSystem system) {
    LocalSettings settings = system.settings();
    return settings.usesDocker() && !settings.driver().network().equals(Driver.BRIDGE)
        ? new DockerStart(IMAGE, Driver.BRIDGE, MEMORY, PORT)
        : null;
  }

  /** The edge's count of instances that were let through, by what said so first. */
  private static List<String> releases(HttpClient http, LocalSettings settings) throws Exception {
    HttpRequest metrics = HttpRequest.newBuilder(settings.edgeAdmin().resolve("/metrics")).build();
    return http.send(metrics, HttpResponse.BodyHandlers.ofLines())
        .body()
        .filter(line -> line.startsWith("dormouse_edge_releases_total"))
        .toList();
  }

  private void print(LocalSettings settings, List<String> releases) {
    Report report = new Report(System.out);
    Samples overhead = woken.minus(direct);
    String other =
        settings.usesDocker()
            ? "docker start + probe, network " + settings.driver().network()
            : "process start + probe";
    report.title("wake: a request to a sleeping instance, %d runs".formatted(runs));
    report.row("Dormouse, request to first byte", woken);
    report.row("directly, " + other, direct);
    if (onTheBridge.count() > 0) {
      report.row("directly, docker start + probe, network bridge", onTheBridge);
    }
    report.row("overhead (pair by pair)", overhead);
    report.row("overhead (less its own start and boot)", shares.ownOverhead());
    report.line("ratio of the medians: %.2f", woken.median() / direct.median());
    shares.print(report);
    releases.forEach(count -> report.line("%s", count));
    report.result("wake.overhead.median", overhead.median(), "ms", "<=25");
    report.result("wake.overhead.p99", overhead.p99(), "ms", "<=100");
    report.result("wake.own_overhead.median", shares.ownOverhead().median(), "ms", "<=25");
    report.result("wake.own_overhead.p99", shares.ownOverhead().p99(), "ms", "<=100");
    report.result("wake.dormouse.median", woken.median(), "ms", "none");
    report.result("wake.direct.median", direct.median(), "ms", "none");
    if (onTheBridge.count() > 0) {
      report.result("wake.bridge.median", onTheBridge.median(), "ms", "none");
    }
    report.end();
  }
}
