package io.dormouse.edge.observe;

import io.dormouse.edge.client.connection.ClosedFor;
import io.dormouse.edge.client.connection.ConnectionCounts;
import io.netty.util.internal.PlatformDependent;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;

/**
 * The metrics of one edge, for Prometheus. No label names a domain, an instance or a client: there
 * may be hundreds of thousands of them.
 *
 * <p>Safe for any thread.
 */
public final class EdgeMetrics implements ConnectionCounts {

  /** The media type of {@link #text()}. */
  public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private static final String PREFIX = "dormouse_edge_";
  private static final double NANOS = 1e9;

  /** Upper bounds of histograms, in seconds. */
  private static final double[] BOUNDS = {
    50e-6, 100e-6, 250e-6, 500e-6, 1e-3, 2.5e-3, 5e-3, 10e-3, 25e-3, 50e-3, 0.1, 0.25, 0.5, 1, 2.5,
    5, 10, 30, 60
  };

  private static final String[] CLASSES = {"none", "1xx", "2xx", "3xx", "4xx", "5xx"};

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final CounterDataPoint[] byBackend;
  private final CounterDataPoint[] byEdge;
  private final Counter refusals;
  private final Map<String, CounterDataPoint> refused = new ConcurrentHashMap<>();
  private final DistributionDataPoint durations;
  private final DistributionDataPoint added;
  private final DistributionDataPoint lags;
  private final CounterDataPoint retries;
  private final CounterDataPoint accepted;
  private final Counter closed;
  private final CounterDataPoint wakesWritten;
  private final CounterDataPoint wakesNotWritten;
  private final CounterDataPoint reportsNotWritten;
  private final CounterDataPoint linesDropped;
  private final AtomicInteger backends = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();

  public EdgeMetrics() {
    // The library never releases a registry that has them.
    JvmMetrics.builder().register(PrometheusRegistry.defaultRegistry);
    Counter requests = counter("requests", "Requests that have ended.", "status", "by");
    byBackend = byStatus(requests, "backend");
    byEdge = byStatus(requests, "edge");
    refusals = counter("refusals", "Answers of the edge itself, by what it said.", "reason");
    durations =
        histogram(
            "request_duration",
            "From the head of a request to the end of its answer; not for WebSockets.");
    added =
        histogram(
            "added_latency",
            "From the head of a forwarded request to the head of its answer, less what the backend"
                + " took to answer and what was waited for its instance; connecting is part of it.");
    lags = histogram("event_loop_lag", "How late event loops come to a timer.");
    retries = counter("retries", "Requests sent, or tried to be sent, once more.").labelValues();
    accepted = counter("client_connections_accepted", "Connections of clients.").labelValues();
    closed =
        counter("client_connections_closed", "Those that the edge ended, by reason.", "reason");
    for (ClosedFor reason : ClosedFor.values()) {
      closed.initLabelValues(reason.label());
    }
    Counter wakes = counter("wakes", "Wakes sent.", "result");
    wakesWritten = wakes.labelValues("written");
    wakesNotWritten = wakes.labelValues("not-written");
    reportsNotWritten =
        counter("activity_reports_not_written", "Reports of use that are told later.")
            .labelValues();
    linesDropped =
        counter("access_log_lines_dropped", "Lines for which the log was too slow.").labelValues();
    gauge("backend_connections", "Connections to backends that are open.", backends::get);
    gauge("backend_waiting", "Requests that wait for one of these.", waiting::get);
    gauge(
        "netty_direct_memory_bytes",
        "Memory outside the heap that the network buffers take.",
        PlatformDependent::usedDirectMemory);
  }

  /** Adds a gauge that is evaluated at each scrape. */
  public void gauge(String name, String help, DoubleSupplier value) {
    GaugeWithCallback.builder()
        .name(PREFIX + name)
        .help(help)
        .callback(callback -> callback.call(value.getAsDouble()))
        .register(registry);
  }

  /** All metrics in the text format of Prometheus. */
  public String text() {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
      writer.write(out, registry.scrape());
      writer.write(out, PrometheusRegistry.defaultRegistry.scrape());
      return out.toString(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A request has ended. */
  void ended(AccessRecord record) {
    String refusal = record.refusal();
    (refusal == null && record.forwarded() ? byBackend : byEdge)[record.status() / 100].inc();
    if (refusal != null) {
      refused.computeIfAbsent(refusal, refusals::labelValues).inc();
    }
    if (!record.isTunnel()) {
      durations.observe(record.totalNanos() / NANOS);
    }
    if (record.addedNanos() >= 0) {
      added.observe(record.addedNanos() / NANOS);
    }
    if (record.retries() > 0) {
      retries.inc(record.retries());
    }
  }

  @Override
  public void accepted() {
    accepted.inc();
  }

  @Override
  public void closed(ClosedFor reason) {
    closed.labelValues(reason.label()).inc();
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
    (written ? wakesWritten : wakesNotWritten).inc();
  }

  /** A report of use could not be written. */
  public void reportNotWritten() {
    reportsNotWritten.inc();
  }

  @Override
  public void loopLag(long nanos) {
    lags.observe(nanos / NANOS);
  }

  void lineDropped() {
    linesDropped.inc();
  }

  private Counter counter(String name, String help, String... labels) {
    return Counter.builder().name(PREFIX + name).help(help).labelNames(labels).register(registry);
  }

  private DistributionDataPoint histogram(String name, String help) {
    return Histogram.builder()
        .name(PREFIX + name + "_seconds")
        .help(help)
        .classicOnly()
        .classicUpperBounds(BOUNDS)
        .register(registry);
  }

  private static CounterDataPoint[] byStatus(Counter requests, String by) {
    CounterDataPoint[] points = new CounterDataPoint[CLASSES.length];
    for (int i = 0; i < points.length; i++) {
      points[i] = requests.labelValues(CLASSES[i], by);
    }
    return points;
  }
}
