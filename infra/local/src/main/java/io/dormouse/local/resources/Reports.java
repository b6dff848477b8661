package io.dormouse.local.resources;

import io.dormouse.kit.settings.Settings;
import io.dormouse.kit.topics.CommittedConsumer;
import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.kit.topics.TopicScan;
import io.dormouse.language.resources.ResourceReport;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** The reports of the provisioner. */
public final class Reports {

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
    List<ResourceReport> reports = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        CommittedConsumer.open(kafka, "reports", Map.of())) {
      TopicScan.read(
          consumer,
          kafka.name(Topic.RESOURCE_REPORTS),
          record -> reports.add(Codecs.RESOURCE_REPORT.decode(record.value())));
    }
    return reports;
  }
}
