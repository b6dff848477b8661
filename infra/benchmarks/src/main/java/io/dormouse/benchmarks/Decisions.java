package io.dormouse.benchmarks;

import io.dormouse.kit.settings.Settings;
import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.kit.topics.TopicReader;
import io.dormouse.kit.topics.TopicReader.Source;
import io.dormouse.kit.topics.TopicWriter;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.ActorKind;
import io.dormouse.language.command.CommandEnvelope;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.instance.InstanceCommand;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import io.dormouse.local.client.Unexpected;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

/**
 * Commands written one at a time, and their events as a reader of committed records sees them. A
 * command that is written to the dead letters comes back from there, undecided.
 */
public final class Decisions implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String PREFIX = "bench-";

  private final SynchronousQueue<String> seen = new SynchronousQueue<>();
  private final TopicWriter writer;
  private final TopicReader reader;

  /**
   * Starts to read; returns when the reader has caught up.
   *
   * @param kafka address of a broker
   */
  public Decisions(String kafka) throws Exception {
    KafkaSettings settings =
        Settings.load(KafkaSettings.class, List.of("--kafka.bootstrap.servers=" + kafka), Map.of());
    writer = new TopicWriter(settings, "bench", PATIENCE);
    reader =
        new TopicReader(
            settings,
            "bench",
            writer,
            List.of(
                Source.news(
                    Topic.INSTANCE_EVENTS,
                    Codecs.INSTANCE_EVENT,
                    (key, event, raw) -> offer(event == null ? "" : event.causedBy().value())),
                Source.news(
                    Topic.DEAD_LETTERS,
                    Codecs.INSTANCE_COMMAND,
                    (key, echo, raw) -> offer(echo == null ? "" : echo.id().value()))));
    reader.caughtUp().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** The time from before the write until the reader has what came of it. */
  public Duration round(Topic topic, String instance, InstanceCommand command)
      throws InterruptedException {
    return round(topic, instance, command, PATIENCE);
  }

  /**
   * The time from before the write until the reader has what came of it.
   *
   * @throws Unexpected if nothing came in time
   */
  public Duration round(Topic topic, String instance, InstanceCommand command, Duration patience)
      throws InterruptedException {
    String id = PREFIX + UUID.randomUUID();
    CommandEnvelope envelope =
        new CommandEnvelope(new CommandId(id), new Actor(ActorKind.OPERATOR, "bench"), command);
    long begin = System.nanoTime();
    writer.write(topic, instance, Codecs.INSTANCE_COMMAND, envelope);
    String came = seen.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    Unexpected.unless(id.equals(came), "Expected the event of %s, but got %s", id, came);
    return took;
  }

  private void offer(String id) {
    if (id.startsWith(PREFIX)) {
      try {
        seen.offer(id, PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    reader.close();
    writer.close();
  }
}
