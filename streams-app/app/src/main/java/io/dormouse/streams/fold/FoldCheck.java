package io.dormouse.streams.fold;

import io.dormouse.core.instance.state.InstanceState.Existing;
import io.dormouse.kit.topics.CommittedConsumer;
import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.kit.topics.TopicScan;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codec;
import io.dormouse.language.wire.Codecs;
import io.dormouse.language.wire.MalformedRecordException;
import io.dormouse.streams.instance.InstanceTopology;
import io.dormouse.streams.topology.StorePart;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Folds the events of a live system and compares the result with the brain's stores, which it reads
 * from their changelog. The system may go on meanwhile.
 */
public final class FoldCheck {

  private static final Codec<Existing> STATES = Codecs.of("InstanceState", Existing.class);

  private final KafkaSettings kafka;
  private final Set<String> strange = new TreeSet<>();

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
            // A fetch that finds nothing holds up the first one of the next topic.
            ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
            10,
            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
            false);
    try (KafkaConsumer<byte[], byte[]> consumer = CommittedConsumer.open(kafka, "fold", bulk)) {
      Stored stored = stored(consumer);
      InstanceFold fold = fold(consumer, stored);
      if (!fold.withoutState().isEmpty()) {
        // They may have begun while the log was read.
        stored.addMissing(stored(consumer));
        fold = fold(consumer, stored);
      }
      return new Outcome(
          fold.events(),
          fold.instances(),
          Stream.concat(fold.differences().stream(), strange.stream()).toList());
    }
  }

  /**
   * Content of the changelog.
   *
   * @param unreadable the reason for each instance whose state cannot be decoded
   */
  private record Stored(Map<InstanceId, Existing> states, Map<InstanceId, String> unreadable) {

    void put(InstanceId id, byte @Nullable [] state) {
      states.remove(id);
      unreadable.remove(id);
      if (state == null) {
        return;
      }
      try {
        states.put(id, STATES.decode(state));
      } catch (MalformedRecordException e) {
        unreadable.put(id, "the state in the store cannot be read: " + e.getMessage());
      }
    }

    void addMissing(Stored later) {
      later.states.forEach(states::putIfAbsent);
      later.unreadable.forEach(unreadable::putIfAbsent);
    }
  }

  private Stored stored(KafkaConsumer<byte[], byte[]> consumer) {
    Stored stored = new Stored(new HashMap<>(), new HashMap<>());
    TopicScan.read(
        consumer,
        kafka.prefix() + "streams-" + InstanceTopology.STATES + "-changelog",
        record -> {
          if (isState(record)) {
            ofInstance(record, id -> stored.put(id, record.value()));
          }
        });
    return stored;
  }

  private InstanceFold fold(KafkaConsumer<byte[], byte[]> consumer, Stored stored) {
    InstanceFold fold = new InstanceFold(stored.states());
    stored.unreadable().forEach(fold::broken);
    TopicScan.read(
        consumer,
        kafka.name(Topic.INSTANCE_EVENTS),
        record ->
            ofInstance(
                record,
                id -> {
                  try {
                    fold.add(Codecs.INSTANCE_EVENT.decode(record.value()));
                  } catch (MalformedRecordException e) {
                    fold.broken(id, "%s at offset %d".formatted(e.getMessage(), record.offset()));
                  }
                }));
    return fold;
  }

  private static boolean isState(ConsumerRecord<byte[], byte[]> record) {
    return StorePart.isPlain(key(record));
  }

  private static String key(ConsumerRecord<byte[], byte[]> record) {
    return record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
  }

  /** Takes a record by the instance of its key. One under another key is a difference by itself. */
  private void ofInstance(ConsumerRecord<byte[], byte[]> record, Consumer<InstanceId> take) {
    String key = key(record);
    InstanceId id;
    try {
      id = new InstanceId(key);
    } catch (IllegalArgumentException e) {
      strange.add(
          "%s-%d at offset %d: expected an instance's id as the key, got \"%s\""
              .formatted(record.topic(), record.partition(), record.offset(), key));
      return;
    }
    take.accept(id);
  }
}
