package io.dormouse.streams.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.kit.topics.CommittedConsumer;
import io.dormouse.kit.topics.KeyPartitioner;
import io.dormouse.kit.topics.TopicScan;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.TestBrain;
import io.dormouse.streams.verify.CopiedLog.Stored;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The command on the log of a real brain. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VerifyIT {

  private CheckedLog checked;

  @SuppressWarnings("NullAway.Init")
  VerifyIT() {}

  @BeforeAll
  void write(@TempDir Path state) throws Exception {
    checked = CheckedLog.write(state);
  }

  @AfterAll
  void end() {
    checked.close();
  }

  @Test
  void shouldFindTheLogOfARunningBrainIntact() {
    int exit = checked.run("dormouse.");

    assertThat(checked.told())
        .contains("head instance-events-0 ", "head instance-events-3 ", "head host-events-0 ")
        .contains(" 0 of them older than their chain; intact");
    assertThat(exit).isZero();
  }

  @Test
  void shouldWriteOneHeadForATurnHoweverManyEventsItHas() {
    CopiedLog log = CopiedLog.read(checked.brain().kafka());
    int partition = log.fullest();

    long turns =
        log.events(partition).stream()
            .map(record -> Codecs.INSTANCE_EVENT.decode(Objects.requireNonNull(record.value())))
            .map(event -> event.causedBy() + " " + event.instance())
            .distinct()
            .count();
    assertThat(log.storedHeads(partition)).hasSize((int) turns);
    assertThat(turns).isLessThan(log.events(partition).size());
  }

  @Test
  void shouldCountEventsOfBeforeTheChainsAndVouchForThemByAnEarlierCheck(@TempDir Path folder)
      throws Exception {
    Path earlier = folder.resolve("heads");
    CopiedLog log = checked.copy();
    int partition = log.fullest();
    List<Stored> older =
        log.events((partition + 1) % checked.brain().kafka().partitions()).stream()
            .map(record -> record.with(record.value(), null))
            .limit(4)
            .toList();
    log.events(partition).addAll(0, older);

    assertThat(checked.verify(log)).isZero();
    assertThat(checked.told())
        .contains("head instance-events-%d-older 3 ".formatted(partition))
        .contains(", 4 of them older than their chain; intact");
    Files.writeString(earlier, checked.told());

    Stored victim = older.get(2);
    log.events(partition).set(2, victim.with(CheckedLog.flipped(victim), null));
    String changed = checked.write(log);
    assertThat(checked.run(changed)).as("without an earlier check").isZero();
    assertThat(checked.run(changed, "--against=" + earlier)).isEqualTo(VerifyMain.BROKEN);
    assertThat(checked.told())
        .contains("number 3 of instance-events-%d-older is not the one".formatted(partition));

    log.events(partition).remove(0);
    assertThat(checked.run(checked.write(log), "--against=" + earlier))
        .isEqualTo(VerifyMain.BROKEN);
    assertThat(checked.told())
        .contains("to go on to number 3 of instance-events-%d-older".formatted(partition));
  }

  @Test
  void shouldPassRecordsOfATransactionThatWasAborted() throws Exception {
    CopiedLog log = checked.copy();
    int partition = log.fullest();
    List<Stored> events = log.events(partition);
    List<Stored> rest = new ArrayList<>(events.subList(10, events.size()));
    events.subList(10, events.size()).clear();
    String prefix = checked.write(log);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                checked.broker().bootstrapServers(),
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                prefix),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      send(producer, prefix, partition, rest.subList(0, 3));
      producer.abortTransaction();
      producer.beginTransaction();
      send(producer, prefix, partition, rest);
      producer.commitTransaction();
    }

    assertThat(checked.run(prefix)).as(checked.told()).isZero();
  }

  @Test
  void shouldKeepACommandInAForeignPartitionOutOfTheLog() {
    String stray = "stray";
    int foreign =
        (KeyPartitioner.partition(stray, checked.brain().kafka().partitions()) + 1)
            % checked.brain().kafka().partitions();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", checked.broker().bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(
          new ProducerRecord<>(
              checked.brain().kafka().name(Topic.INSTANCE_COMMANDS),
              foreign,
              stray.getBytes(UTF_8),
              Codecs.INSTANCE_COMMAND.encode(CheckedLog.creation(stray))));
    }

    TestBrain.await("a dead letter of " + stray, () -> deadLetters().contains(stray));
    assertThat(checked.run("dormouse.")).as(checked.told()).isZero();
  }

  private List<String> deadLetters() {
    List<String> keys = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        CommittedConsumer.open(checked.brain().kafka(), "letters", Map.of())) {
      TopicScan.read(
          consumer,
          checked.brain().kafka().name(Topic.DEAD_LETTERS),
          letter -> keys.add(new String(letter.key(), UTF_8)));
    }
    return keys;
  }

  @Test
  void shouldSayThatThereIsNothingToRead(@TempDir Path folder) throws Exception {
    assertThat(checked.run("nothing.")).isEqualTo(VerifyMain.UNREADABLE);
    assertThat(checked.complaint())
        .startsWith("expected to read the log at " + checked.broker().bootstrapServers())
        .contains("nothing.instance-events");

    Path empty = Files.createFile(folder.resolve("empty"));
    assertThat(checked.run("dormouse.", "--against=" + empty)).isEqualTo(VerifyMain.UNREADABLE);
    assertThat(checked.run("dormouse.", "--against=" + folder.resolve("none")))
        .isEqualTo(VerifyMain.UNREADABLE);
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer, String prefix, int partition, List<Stored> records) {
    records.forEach(
        record -> producer.send(CopiedLog.record(prefix + "instance-events", partition, record)));
    producer.flush();
  }
}
