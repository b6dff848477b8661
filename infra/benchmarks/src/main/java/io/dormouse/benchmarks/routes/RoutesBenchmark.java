package io.dormouse.benchmarks.routes;

import io.dormouse.benchmarks.Report;
import io.dormouse.benchmarks.Samples;
import io.dormouse.edge.route.RoutingTable;
import io.dormouse.edge.route.snapshot.Snapshot;
import io.dormouse.kit.settings.Settings;
import io.dormouse.kit.topics.Checkpoint;
import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.domain.RouteTarget;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.topics.Topic;
import io.dormouse.local.client.Unexpected;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * Measures the edge's routes: heap, the snapshot's size and times, look-ups; then the time from the
 * start of an edge with a snapshot, but without a broker, to its first answer.
 */
public final class RoutesBenchmark {

  private static final int FIRST_ANSWER_ROUTES = 100_000;
  private static final int LOOK_UPS = 2_000_000;
  private static final int IN_USE = 1_000;
  private static final int READS = 5;
  private static final double MEGA = 1e6;

  private final int count;
  private final Path repository;
  private final KafkaSettings kafka =
      Settings.load(
          KafkaSettings.class, List.of("--kafka.bootstrap.servers=127.0.0.1:9"), Map.of());

  public RoutesBenchmark(int count, Path repository) {
    this.count = count;
    this.repository = repository;
  }

  public int run() throws Exception {
    Report report = new Report(System.out);
    Path directory = Files.createDirectories(repository.resolve(".dormouse/bench-routes"));
    Path file = directory.resolve("routes.snapshot");
    report.line("routes: %d domains that lead to as many instances", count);
    // Loads the classes, whose memory does not count as that of the routes.
    RoutingTable first = new SampleRoutes(8080).table(1_000);
    long before = heap();
    RoutingTable table = new SampleRoutes(8080).table(count);
    double heap = heap() - before;
    Unexpected.unless(first.domains() == 1_000, "Expected %d routes", 1_000);
    report.line("heap %26.1f MB, %.0f bytes a route", heap / MEGA, heap / count);
    report.result("routes.heap", heap / MEGA, "MB", "<=200");
    Snapshot snapshot = new Snapshot(file, kafka);
    Duration write = time(() -> snapshot.write(table, checkpoint()));
    report.line("snapshot written in %11.0f ms", millis(write));
    report.line("its size %22.1f MB", Files.size(file) / MEGA);
    report.result("routes.snapshot.write", millis(write), "ms", "none");
    report.result("routes.snapshot.size", Files.size(file) / MEGA, "MB", "none");
    readSnapshot(snapshot, report);
    lookUps(table, report);
    new FirstAnswer(repository, directory, kafka)
        .measure(FIRST_ANSWER_ROUTES, checkpoint(), report);
    report.end();
    return 0;
  }

  /**
   * Reads the snapshot several times. The first read is that of a new process. The file is in
   * memory, since it was just written.
   */
  private static void readSnapshot(Snapshot snapshot, Report report) throws Exception {
    Samples reads = new Samples();
    for (int i = 0; i < READS; i++) {
      reads.add(time(snapshot::read));
    }
    report.line("read in, median of %d %10.0f ms", READS, reads.median());
    report.line("read in, slowest %14.0f ms", reads.quantile(1));
    report.result("routes.snapshot.read", reads.median(), "ms", "<=2000");
    report.result("routes.snapshot.read.slowest", reads.quantile(1), "ms", "<=2000");
  }

  private void lookUps(RoutingTable table, Report report) throws Exception {
    DomainName[] names = new DomainName[Math.min(count, 200_000)];
    Random random = new Random(2);
    for (int i = 0; i < names.length; i++) {
      names[i] = new DomainName(SampleRoutes.domain(random.nextInt(count)));
    }
    for (int inUse : List.of(IN_USE, names.length)) {
      lookUp(table, names, inUse);
      double nanos = time(() -> lookUp(table, names, inUse)).toNanos() / (double) LOOK_UPS;
      report.line(
          "domain to view, %d in use %8.2f µs, %.0f a second", inUse, nanos / 1e3, 1e9 / nanos);
      report.result("routes.lookup." + inUse, nanos / 1e3, "us", inUse == IN_USE ? "<=1" : "none");
    }
  }

  private static void lookUp(RoutingTable table, DomainName[] names, int inUse) {
    for (int i = 0; i < LOOK_UPS; i++) {
      InstanceId instance =
          table
              .exact(names[i % inUse])
              .map(route -> ((RouteTarget.ToInstance) route.target()).instance())
              .orElseThrow();
      Unexpected.unless(
          table.view(instance).isPresent(), "Expected a view of %s", instance.value());
    }
  }

  private Checkpoint checkpoint() {
    Map<String, Uuid> ids = new HashMap<>();
    Map<TopicPartition, Long> positions = new HashMap<>();
    for (Topic topic : List.of(Topic.DOMAINS, Topic.INSTANCES)) {
      ids.put(kafka.name(topic), Uuid.randomUuid());
      for (int partition = 0; partition < kafka.partitions(topic); partition++) {
        positions.put(new TopicPartition(kafka.name(topic), partition), 1L);
      }
    }
    return new Checkpoint(ids, positions, Instant.now());
  }

  private interface Work {
    void run() throws IOException;
  }

  private static Duration time(Work work) throws IOException {
    long begin = System.nanoTime();
    work.run();
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  private static double millis(Duration duration) {
    return duration.toNanos() / 1e6;
  }

  private static long heap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
