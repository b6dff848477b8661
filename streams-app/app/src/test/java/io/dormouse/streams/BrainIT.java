package io.dormouse.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.kit.topics.EmbeddedBroker;
import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.language.topics.Topic;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
          Topic.DOMAIN_COMMANDS,
          Topic.BLUEPRINT_COMMANDS);
  private static final List<Topic> TABLES = List.of(Topic.BLUEPRINTS, Topic.PLANS, Topic.HOSTS);

  @Test
  void shouldLiveOnWithMalformedRecordsInEveryTopicItReads(@TempDir Path state) throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        TestBrain it = TestBrain.on(broker, state)) {
      Map<String, Object> servers = Map.of("bootstrap.servers", broker.bootstrapServers());
      try (Admin admin = Admin.create(servers);
          KafkaProducer<byte[], byte[]> producer =
              new KafkaProducer<>(servers, new ByteArraySerializer(), new ByteArraySerializer())) {
        TABLES.forEach(topic -> writeGarbage(producer, it.kafka(), topic));
        producer.flush();
        it.start();

        Stream.concat(TABLES.stream(), READ_BY_TASKS.stream())
            .forEach(topic -> writeGarbage(producer, it.kafka(), topic));
        producer.flush();

        TestBrain.await(
            "a dead letter for each topic",
            () -> deadLetters(admin, it.kafka()) >= READ_BY_TASKS.size());
        assertThat(it.brain().isRunning()).isTrue();
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
}
