package io.dormouse.edge.observe;

import io.dormouse.edge.client.connection.ClosedFor;
import io.dormouse.edge.client.connection.ConnectionCounts;
import io.dormouse.kit.metrics.ProgramMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.netty.util.internal.PlatformDependent;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The metrics of one edge, for Prometheus. No label names a domain, an instance or a client: there
 * may be hundreds of thousands of them.
 *
 * <p>Safe for any thread.
 */
public final class EdgeMetrics implements ConnectionCounts {

  private static final String PREFIX = "dormouse.edge.";

  /** Upper bounds of the histograms' buckets. */
  private static final Duration[] BOUNDS =
      LongStream.of(
              50,
              100,
              250,
              500,
              1_000,
              2_500,
              5_000,
              10_000,
              25_000,
              50_000,
              100_000,
              250_000,
              500_000,
              1_000_000,
              2_500_000,
              5_000_000,
              10_000_000,
              30_000_000,
              60_000_000)
          .mapToObj(micros -> Duration.of(micros, ChronoUnit.MICROS))
          .toArray(Duration[]::new);

  private final ProgramMetrics program = new ProgramMetrics();
  private final MeterRegistry registry = program.registry();
  private final Counter[] byBackend = byStatus("backend");
  private final Counter[] byEdge = byStatus("edge");
  private final Map<String, Counter> refused = new ConcurrentHashMap<>();
  private final Timer durations =
      timer(
          "request_duration",
          "From the head of a request to the end of its answer; not for WebSockets.");
  private final Timer added =
      timer(
          "added_latency",
          "From the head of a forwarded request to the head of its answer, less what the backend"
              + " took to answer and what was waited for its instance; connecting is part of it.");
  private final Timer lags = timer("event_loop_lag", "How late event loops come to a timer.");
  private final Counter retries = counter("retries", "Requests sent, or tried to be sent, again.");
  private final Counter accepted =
      counter("client_connections_accepted", "Connections of clients.");
  private final Map<ClosedFor, Counter> closed = new EnumMap<>(ClosedFor.class);
  private final Counter wakesWritten = counter("wakes", "Wakes sent.", "result", "written");
  private final Counter wakesNotWritten = counter("wakes", "Wakes sent.", "result", "not-written");
  private final Counter releasesByReport = releases("report");
  private final Counter releasesByView = releases("view");
  private final Counter reportsNotWritten =
      counter("activity_reports_not_written", "Reports of use that are told later.");
  private final Counter linesDropped =
      counter("access_log_lines_dropped", "Lines for which the log was too slow.");
  private final AtomicInteger backends = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();

  public EdgeMetrics() {
    for (ClosedFor reason : ClosedFor.values()) {
      closed.put(
          reason,
          counter(
              "client_connections_closed",
              "Those that the edge ended, by reason.",
              "reason",
              reason.label()));
    }
    gauge("backend_connections", "Connections to backends that are open.", backends::get);
    gauge("backend_waiting", "Requests that wait for one of these.", waiting::get);
    gauge(
        "netty_direct_memory_bytes",
        "Memory outside the heap that the network buffers take.",
        PlatformDependent::usedDirectMemory);
  }

  /** Adds a gauge that is evaluated at each scrape. */
  public void gauge(String name, String help, DoubleSupplier value) {
    Gauge.builder(PREFIX + name, value::getAsDouble).description(help).register(registry);
  }

  /** All metrics in the text format of Prometheus, {@link ProgramMetrics#CONTENT_TYPE}. */
  public String text() {
    return program.text();
  }

  /** A request has ended. */
  void ended(AccessRecord record) {
    String refusal = record.refusal();
    (refusal == null && record.forwarded() ? byBackend : byEdge)[record.status() / 100].increment();
    if (refusal != null) {
      refused.computeIfAbsent(refusal, this::refusals).increment();
    }
    if (!record.isTunnel()) {
      durations.record(record.totalNanos(), TimeUnit.NANOSECONDS);
    }
    if (record.addedNanos() >= 0) {
      added.record(record.addedNanos(), TimeUnit.NANOSECONDS);
    }
    if (record.retries() > 0) {
      retries.increment(record.retries());
    }
  }

  @Override
  public void accepted() {
    accepted.increment();
  }

  @Override
  public void closed(ClosedFor reason) {
    Objects.requireNonNull(closed.get(reason)).increment();
  }

  /** A connection to a backend was opened (1) or closed (-1). */
  public void backends(int change) {
    backends.addAndGet(change);
  }

  /** A request begins to wait for such a connection (1), or waits no more (-1). */
  public void waiting(int change) {
    waiting.addAndGet(change);
  }

  /** A wake was written, or could not be. */
  public void wake(boolean written) {
    (written ? wakesWritten : wakesNotWritten).increment();
  }

  /** An instance that was waited for serves, by its host's report or by the brain's view. */
  public void released(boolean byReport) {
    (byReport ? releasesByReport : releasesByView).increment();
  }

  /** A report of use could not be written. */
  public void reportNotWritten() {
    reportsNotWritten.increment();
  }

  @Override
  public void loopLag(long nanos) {
    lags.record(nanos, TimeUnit.NANOSECONDS);
  }

  void lineDropped() {
    linesDropped.increment();
  }

  private Counter refusals(String reason) {
    return counter("refusals", "Answers of the edge itself, by what it said.", "reason", reason);
  }

  private Counter releases(String by) {
    return counter(
        "releases", "Instances that were waited for and serve, by the first word of it.", "by", by);
  }

  private Counter counter(String name, String help, String... tags) {
    return Counter.builder(PREFIX + name).description(help).tags(tags).register(registry);
  }

  private Timer timer(String name, String help) {
    return Timer.builder(PREFIX + name)
        .description(help)
        .serviceLevelObjectives(BOUNDS)
        .register(registry);
  }

  private Counter[] byStatus(String by) {
    return Stream.of("none", "1xx", "2xx", "3xx", "4xx", "5xx")
        .map(status -> counter("requests", "Requests that have ended.", "status", status, "by", by))
        .toArray(Counter[]::new);
  }
}
