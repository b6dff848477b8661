package io.dormouse.streams.topology;

import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Sends a processor's decisions to its sinks. Under light load each decision is committed at once;
 * under heavy load decisions share commits, with at most one requested per interval.
 */
public final class Outbox {

  private static final long LEAST_BETWEEN_COMMITS_MS = Duration.ofMillis(5).toMillis();

  private final ProcessorContext<String, Object> context;
  private long committedAt;

  public Outbox(ProcessorContext<String, Object> context) {
    this.context = context;
  }

  /**
   * Sends to the sink of that name.
   *
   * @param value null for a tombstone
   */
  public void send(String sink, String key, @Nullable Object value, Instant time) {
    context.forward(new Record<>(key, value, time.toEpochMilli()), sink);
    long now = context.currentSystemTimeMs();
    if (now - committedAt >= LEAST_BETWEEN_COMMITS_MS) {
      committedAt = now;
      context.commit();
    }
  }
}
