package io.dormouse.streams.fold;

import io.dormouse.core.instance.state.InstanceState.Existing;
import io.dormouse.kit.topics.CommittedConsumer;
import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codec;
import io.dormouse.language.wire.Codecs;
import io.dormouse.language.wire.MalformedRecordException;
import io.dormouse.streams.instance.InstanceTopology;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Folds the events of a live system and compares the result with the brain's stores, which it reads
 * from their changelog. The system may go on meanwhile.
 */
public final class FoldCheck {

  private static final Codec<Existing> STATES = Codecs.of("InstanceState", Existing.class);
  private static final Duration POLL = Duration.ofMillis(200);

  /** Time without any new record after which the broker counts as gone. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final KafkaSettings kafka;

  public FoldCheck(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  /**
   * The result.
   *
   * @param differences one line each; empty if log and stores say the same
   */
  public record Outcome(long events, int instances, List<String> differences) {

    public Outcome {
      differences = List.copyOf(differences);
    }
  }

  /**
   * Reads everything once.
   *
   * @throws org.apache.kafka.common.KafkaException if Kafka does not answer, or has no such topics
   */
  public Outcome run() {
    Map<String, Object> bulk =
        Map.of(
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            5_000,
            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
            false);
    try (KafkaConsumer<byte[], byte[]> consumer = CommittedConsumer.open(kafka, "fold", bulk)) {
      Map<InstanceId, Existing> states = states(consumer);
      InstanceFold fold = fold(consumer, states);
      if (!fold.withoutState().isEmpty()) {
        // They may have begun while the log was read.
        states.putAll(newer(states(consumer), states));
        fold = fold(consumer, states);
      }
      return new Outcome(fold.events(), fold.instances(), fold.differences());
    }
  }

  private static Map<InstanceId, Existing> newer(
      Map<InstanceId, Existing> now, Map<InstanceId, Existing> before) {
    now.keySet().removeAll(before.keySet());
    return now;
  }

  private Map<InstanceId, Existing> states(KafkaConsumer<byte[], byte[]> consumer) {
    Map<InstanceId, Existing> states = new HashMap<>();
    read(
        consumer,
        kafka.prefix() + "streams-" + InstanceTopology.STATES + "-changelog",
        record -> {
          if (record.value() == null) {
            states.remove(id(record));
          } else {
            states.put(id(record), STATES.decode(record.value()));
          }
        });
    return states;
  }

  private InstanceFold fold(
      KafkaConsumer<byte[], byte[]> consumer, Map<InstanceId, Existing> states) {
    InstanceFold fold = new InstanceFold(states);
    read(
        consumer,
        kafka.name(Topic.INSTANCE_EVENTS),
        record -> {
          try {
            fold.add(Codecs.INSTANCE_EVENT.decode(record.value()));
          } catch (MalformedRecordException e) {
            fold.broken(id(record), "%s at offset %d".formatted(e.getMessage(), record.offset()));
          }
        });
    return fold;
  }

  private static InstanceId id(ConsumerRecord<byte[], byte[]> record) {
    return new InstanceId(new String(record.key(), StandardCharsets.UTF_8));
  }

  /** Reads a topic from its start to its present end. */
  private static void read(
      KafkaConsumer<byte[], byte[]> consumer,
      String topic,
      Consumer<ConsumerRecord<byte[], byte[]>> handler) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    if (partitions.isEmpty()) {
      throw new UnknownTopicOrPartitionException("There is no topic %s.".formatted(topic));
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    long quietSince = System.nanoTime();
    while (partitions.stream()
        .anyMatch(p -> consumer.position(p) < Objects.requireNonNull(ends.get(p)))) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        quietSince = System.nanoTime();
        if (record.offset() < Objects.requireNonNull(ends.get(partition(record)))) {
          handler.accept(record);
        }
      }
      if (System.nanoTime() - quietSince > PATIENCE.toNanos()) {
        throw new TimeoutException("Expected to read %s to its end in time.".formatted(topic));
      }
    }
  }

  private static TopicPartition partition(ConsumerRecord<?, ?> record) {
    return new TopicPartition(record.topic(), record.partition());
  }
}
