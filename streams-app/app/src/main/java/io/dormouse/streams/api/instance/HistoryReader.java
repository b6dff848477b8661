package io.dormouse.streams.api.instance;

import io.dormouse.kit.topics.CommittedConsumer;
import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.kit.topics.KeyPartitioner;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.RecordedEvent;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.AnnouncedSchemas;
import io.dormouse.language.wire.Codec;
import io.dormouse.language.wire.Codecs;
import io.dormouse.language.wire.MalformedRecordException;
import io.dormouse.streams.api.view.Deadline;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the events of an instance from the log: the instance's partition from its start to the
 * current end. The time is proportional to the whole partition.
 */
public final class HistoryReader {

  private static final Logger LOG = LoggerFactory.getLogger(HistoryReader.class);
  private static final int MOST_AT_ONCE = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaSettings kafka;
  private final Codec<RecordedEvent> codec;
  private final Semaphore room = new Semaphore(MOST_AT_ONCE, true);

  public HistoryReader(KafkaSettings kafka, AnnouncedSchemas schemas) {
    this.kafka = kafka;
    this.codec = Codecs.INSTANCE_EVENT.reading(schemas);
  }

  /**
   * The requested events.
   *
   * @param after only events of a higher sequence
   */
  record Range(long after, int limit) {}

  /**
   * The events found.
   *
   * @param known true if there is any event of the instance
   * @param events events in the order of the log, which is that of their sequence
   * @param more true if the range has more than the limit
   */
  record History(boolean known, List<RecordedEvent> events, boolean more) {

    History {
      events = List.copyOf(events);
    }
  }

  /** Throws {@link org.apache.kafka.common.KafkaException} if the log cannot be read in time. */
  History read(InstanceId id, Range range) {
    room.acquireUninterruptibly();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      return read(consumer, id, range);
    } finally {
      room.release();
    }
  }

  private History read(KafkaConsumer<byte[], byte[]> consumer, InstanceId id, Range range) {
    byte[] key = id.value().getBytes(StandardCharsets.UTF_8);
    TopicPartition partition = partition(id);
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
    long end = Objects.requireNonNull(consumer.endOffsets(List.of(partition)).get(partition));
    Deadline deadline = Deadline.in(PATIENCE);
    List<RecordedEvent> found = new ArrayList<>();
    boolean known = false;
    while (found.size() <= range.limit() && consumer.position(partition) < end) {
      if (deadline.passed()) {
        throw new TimeoutException("Expected to read to offset %d in time.".formatted(end));
      }
      for (ConsumerRecord<byte[], byte[]> raw : consumer.poll(POLL).records(partition)) {
        if (raw.value() != null && Arrays.equals(raw.key(), key)) {
          known = true;
          decoded(raw).filter(event -> event.sequence() > range.after()).ifPresent(found::add);
        }
      }
    }
    boolean more = found.size() > range.limit();
    return new History(known, more ? found.subList(0, range.limit()) : found, more);
  }

  /** The event, or empty if it cannot be decoded, so that one record does not hide all others. */
  private Optional<RecordedEvent> decoded(ConsumerRecord<byte[], byte[]> raw) {
    try {
      return Optional.of(codec.decode(raw.value()));
    } catch (MalformedRecordException e) {
      LOG.atWarn()
          .setMessage("event not readable and left out of the history")
          .addKeyValue("topic", raw.topic())
          .addKeyValue("partition", raw.partition())
          .addKeyValue("offset", raw.offset())
          .setCause(e)
          .log();
      return Optional.empty();
    }
  }

  private TopicPartition partition(InstanceId id) {
    return new TopicPartition(
        kafka.name(Topic.INSTANCE_EVENTS),
        KeyPartitioner.partition(id.value(), kafka.partitions(Topic.INSTANCE_EVENTS)));
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return CommittedConsumer.open(
        kafka,
        "api-history",
        Map.of(
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            5_000,
            // A close waits for the fetch under way, which has nothing to bring.
            ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
            10,
            ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            5_000,
            ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
            4_000));
  }
}
