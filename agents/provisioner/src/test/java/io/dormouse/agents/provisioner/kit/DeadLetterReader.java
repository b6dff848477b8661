package io.dormouse.agents.provisioner.kit;

import io.dormouse.kit.topics.EmbeddedBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the dead letters. */
public final class DeadLetterReader {

  private DeadLetterReader() {}

  /** Waits for the expected number of dead letters; returns the keys of all. */
  public static List<String> keys(EmbeddedBroker broker, String prefix, int expected) {
    List<String> keys = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers(), "auto.offset.reset", "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(new TopicPartition(prefix + "dead-letters", 0)));
      Eventually.holds(
          expected + " dead letters",
          () -> {
            consumer
                .poll(Duration.ofMillis(100))
                .forEach(letter -> keys.add(new String(letter.key(), StandardCharsets.UTF_8)));
            return keys.size() >= expected;
          });
    }
    return keys;
  }
}
