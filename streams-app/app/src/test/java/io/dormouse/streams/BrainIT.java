package io.dormouse.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.core.Sample;
import io.dormouse.kit.topics.CommittedConsumer;
import io.dormouse.kit.topics.EmbeddedBroker;
import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.kit.topics.TopicScan;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.CommandEnvelope;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.instance.InstanceCommand.PassivateInstance;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
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

  @Test
  void shouldCommitManyTurnsTogetherWhenThereAreMany(@TempDir Path state) throws Exception {
    int turns = 2000;
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        TestBrain it = TestBrain.on(broker, state);
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
        KafkaConsumer<byte[], byte[]> consumer =
            CommittedConsumer.open(it.kafka(), "test", Map.of())) {
      for (int i = 0; i < turns; i++) {
        CommandEnvelope unknown =
            new CommandEnvelope(
                new CommandId("c-" + i),
                Actor.system("test"),
                new PassivateInstance(Sample.REQUEST));
        it.writer().write(Topic.INSTANCE_COMMANDS, "i-" + i, Codecs.INSTANCE_COMMAND, unknown);
      }
      it.start();

      TestBrain.await(
          "a rejection of each", () -> records(consumer, it.kafka(), Topic.REJECTIONS) == turns);
      assertThat(end(admin, it.kafka(), Topic.REJECTIONS) - turns)
          .as("ends of transactions in the partitions")
          .isBetween(1L, turns / 10L);
    }
  }

  private static void writeGarbage(
      KafkaProducer<byte[], byte[]> producer, KafkaSettings kafka, Topic topic) {
    producer.send(
        new ProducerRecord<>(kafka.name(topic), "acme".getBytes(UTF_8), "garbage".getBytes(UTF_8)));
  }

  private static long deadLetters(Admin admin, KafkaSettings kafka) {
    return end(admin, kafka, Topic.DEAD_LETTERS);
  }

  private static int records(
      KafkaConsumer<byte[], byte[]> consumer, KafkaSettings kafka, Topic topic) {
    AtomicInteger records = new AtomicInteger();
    TopicScan.read(consumer, kafka.name(topic), record -> records.incrementAndGet());
    return records.get();
  }

  /** The sum of the partitions' ends. */
  private static long end(Admin admin, KafkaSettings kafka, Topic topic) {
    try {
      String name = kafka.name(topic);
      int partitions =
          admin.describeTopics(List.of(name)).allTopicNames().get().get(name).partitions().size();
      var ends =
          admin.listOffsets(
              IntStream.range(0, partitions)
                  .boxed()
                  .collect(toMap(i -> new TopicPartition(name, i), i -> OffsetSpec.latest())));
      return ends.all().get().values().stream().mapToLong(end -> end.offset()).sum();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
