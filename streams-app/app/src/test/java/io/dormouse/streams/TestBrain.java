package io.dormouse.streams;

import io.dormouse.kit.settings.Settings;
import io.dormouse.kit.topics.EmbeddedBroker;
import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.kit.topics.TopicSetup;
import io.dormouse.kit.topics.TopicWriter;
import io.dormouse.language.wire.AnnouncedSchemas;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A brain on a real broker, with all topics, and a writer to them. */
public record TestBrain(StreamsSettings settings, TopicWriter writer, Brain brain)
    implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final long GLANCE_NANOS = Duration.ofMillis(20).toNanos();

  /** Makes the topics, and a brain that is not started yet. */
  public static TestBrain on(EmbeddedBroker broker, Path state, String... flags)
      throws InterruptedException {
    StreamsSettings settings =
        Settings.load(
            StreamsSettings.class,
            Stream.concat(
                    Stream.of(
                        "--kafka.bootstrap.servers=" + broker.bootstrapServers(),
                        "--state.dir=" + state,
                        "--api.access=off"),
                    Stream.of(flags))
                .toList(),
            Map.of());
    TopicSetup.await(settings.kafka(), new CountDownLatch(1));
    return new TestBrain(
        settings,
        new TopicWriter(settings.kafka(), "test", Duration.ofSeconds(10)),
        new Brain(settings, AnnouncedSchemas.NONE));
  }

  public KafkaSettings kafka() {
    return settings.kafka();
  }

  /** Returns when the brain runs. */
  public void start() {
    brain.start(() -> {});
    await("a running brain", brain::isRunning);
  }

  /** Returns when the condition holds; fails after a minute. */
  public static void await(String description, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("Expected %s within %s.".formatted(description, PATIENCE));
      }
      LockSupport.parkNanos(GLANCE_NANOS);
    }
  }

  @Override
  public void close() {
    brain.close();
    writer.close();
  }
}
