package io.dormouse.kit.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The meters of one program, written with Micrometer and read by Prometheus. Meters of the JVM and
 * the process ({@code jvm_…}, {@code process_…}) are included. Safe for any thread.
 */
public final class ProgramMetrics {

  /** The media type of {@link #text()}. */
  public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  public ProgramMetrics() {
    // The library keeps a registry with JVM meters for ever, so they are not in the program's own.
    JvmMetrics.builder().register(PrometheusRegistry.defaultRegistry);
  }

  /** The registry to which the program adds its meters. */
  public MeterRegistry registry() {
    return registry;
  }

  /** All meters in Prometheus' text format. */
  public String text() {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.writeBytes(registry.scrape(CONTENT_TYPE).getBytes(StandardCharsets.UTF_8));
      PrometheusTextFormatWriter.create().write(out, PrometheusRegistry.defaultRegistry.scrape());
      return out.toString(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
