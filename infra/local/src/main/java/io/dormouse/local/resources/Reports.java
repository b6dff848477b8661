package io.dormouse.local.resources;

import io.dormouse.kit.settings.Settings;
import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.language.resources.ResourceReport;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The reports of the provisioner. */
public final class Reports {

  private static final Duration POLL = Duration.ofMillis(200);

  private Reports() {}

  /** Settings with the broker's address and the prefix of all topics' names. */
  public static KafkaSettings kafka(String bootstrapServers, String prefix) {
    return Settings.load(
        KafkaSettings.class,
        List.of("--kafka.bootstrap.servers=" + bootstrapServers, "--topics.prefix=" + prefix),
        Map.of());
  }

  /** All reports up to now, those of one instance in their order. */
  public static List<ResourceReport> read(KafkaSettings kafka) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers(),
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(kafka.name(Topic.RESOURCE_REPORTS)).stream()
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<ResourceReport> reports = new ArrayList<>();
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          reports.add(Codecs.RESOURCE_REPORT.decode(record.value()));
        }
      }
      return reports;
    }
  }
}
