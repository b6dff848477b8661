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
import io.dormouse.language.command.ActorKind;
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
      command(it, "i-", turns);
      it.start();

      TestBrain.await(
          "a rejection of each", () -> records(consumer, it.kafka(), Topic.REJECTIONS) >= turns);
      assertThat(records(consumer, it.kafka(), Topic.REJECTIONS)).isEqualTo(turns);
      assertThat(end(admin, it.kafka(), Topic.REJECTIONS) - turns)
          .as("ends of transactions in the partitions")
          .isBetween(1L, turns / 10L);
    }
  }

  @Test
  void shouldShareItsWorkWithAnotherProcessAndGoOnWithoutIt(
      @TempDir Path state, @TempDir Path stateOfOther) throws Exception {
    String threads = "--threads=4";
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        TestBrain it = TestBrain.on(broker, state, threads);
        TestBrain other = TestBrain.on(broker, stateOfOther, threads, "--streams.id=streams-2");
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
        KafkaConsumer<byte[], byte[]> consumer =
            CommittedConsumer.open(it.kafka(), "test", Map.of())) {
      it.start();
      assertThat(threadsWithWork(admin, it.kafka())).isEqualTo(Map.of("streams-1", 4));
      other.start();
      TestBrain.await(
          "work for all threads",
          () -> threadsWithWork(admin, it.kafka()).equals(Map.of("streams-1", 4, "streams-2", 4)));

      command(it, "both-", 200);
      TestBrain.await(
          "all decisions", () -> records(consumer, it.kafka(), Topic.REJECTIONS) == 200);

      other.brain().close();
      command(it, "alone-", 200);
      TestBrain.await(
          "all decisions of one", () -> records(consumer, it.kafka(), Topic.REJECTIONS) == 400);
    }
  }

  /** Number of threads that have partitions, by process. */
  private static Map<String, Integer> threadsWithWork(Admin admin, KafkaSettings kafka) {
    String group = kafka.prefix() + "streams";
    try {
      return admin.describeConsumerGroups(List.of(group)).all().get().values().stream()
          .flatMap(found -> found.members().stream())
          .filter(member -> !member.assignment().topicPartitions().isEmpty())
          .collect(
              toMap(
                  member -> member.clientId().replaceFirst("-StreamThread.*", ""),
                  member -> 1,
                  Integer::sum));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes commands to instances that are not there; each is rejected. */
  private static void command(TestBrain brain, String prefix, int many) {
    for (int i = 0; i < many; i++) {
      CommandEnvelope unknown =
          new CommandEnvelope(
              new CommandId(prefix + i),
              new Actor(ActorKind.OPERATOR, "test"),
              new PassivateInstance(Sample.REQUEST));
      brain.writer().write(Topic.INSTANCE_COMMANDS, prefix + i, Codecs.INSTANCE_COMMAND, unknown);
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
          admin.describeTopics(List.of(name)).allTopicNames().get().values().stream()
              .mapToInt(found -> found.partitions().size())
              .sum();
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
