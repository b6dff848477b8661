package io.dormouse.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.kit.settings.Settings;
import io.dormouse.kit.topics.EmbeddedBroker;
import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.kit.topics.TopicSetup;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.AnnouncedSchemas;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real topology on a real broker, for behaviour of Kafka Streams that its test driver does not
 * have.
 */
class BrainIT {

  private static final List<Topic> READ_BY_TASKS =
      List.of(
          Topic.SIGNUPS,
          Topic.INSTANCE_COMMANDS,
          Topic.REPLICA_REPORTS,
          Topic.ACTIVITY,
          Topic.HOST_REPORTS,
          Topic.PLACEMENT,
          Topic.RESOURCE_REPORTS,
          Topic.OWNER_MESSAGES,
          Topic.DOMAIN_COMMANDS);
  private static final List<Topic> TABLES = List.of(Topic.BLUEPRINTS, Topic.PLANS, Topic.HOSTS);

  @Test
  void shouldLiveOnWithMalformedRecordsInEveryTopicItReads(@TempDir Path state) throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      KafkaSettings kafka = broker.kafkaSettings();
      StreamsSettings settings =
          Settings.load(
              StreamsSettings.class,
              List.of(
                  "--kafka.bootstrap.servers=" + broker.bootstrapServers(), "--state.dir=" + state),
              Map.of());
      Map<String, Object> servers = Map.of("bootstrap.servers", broker.bootstrapServers());
      try (Admin admin = Admin.create(servers);
          KafkaProducer<byte[], byte[]> producer =
              new KafkaProducer<>(servers, new ByteArraySerializer(), new ByteArraySerializer());
          Brain brain = new Brain(settings, AnnouncedSchemas.NONE)) {
        new TopicSetup(admin, kafka).ensure();
        TABLES.forEach(topic -> writeGarbage(producer, kafka, topic));
        producer.flush();
        brain.start(() -> {});
        await(brain::isRunning);

        Stream.concat(TABLES.stream(), READ_BY_TASKS.stream())
            .forEach(topic -> writeGarbage(producer, kafka, topic));
        producer.flush();

        await(() -> deadLetters(admin, kafka) >= READ_BY_TASKS.size());
        assertThat(brain.isRunning()).isTrue();
      }
    }
  }

  private static void writeGarbage(
      KafkaProducer<byte[], byte[]> producer, KafkaSettings kafka, Topic topic) {
    producer.send(
        new ProducerRecord<>(kafka.name(topic), "acme".getBytes(UTF_8), "garbage".getBytes(UTF_8)));
  }

  private static long deadLetters(Admin admin, KafkaSettings kafka) {
    TopicPartition partition = new TopicPartition(kafka.name(Topic.DEAD_LETTERS), 0);
    try {
      return admin
          .listOffsets(Map.of(partition, OffsetSpec.latest()))
          .partitionResult(partition)
          .get()
          .offset();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited for a minute").isLessThan(end);
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }
}
