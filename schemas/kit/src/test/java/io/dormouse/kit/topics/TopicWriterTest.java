package io.dormouse.kit.topics;

import static io.dormouse.kit.topics.TopicFixture.report;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.language.host.HostId;
import io.dormouse.language.host.PoolName;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.ReplicaId;
import io.dormouse.language.topics.HostCommandKey;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class TopicWriterTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  private static EmbeddedBroker broker;

  private TopicFixture topics;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start();
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void makeTopics(TestInfo test) throws Exception {
    topics =
        new TopicFixture(broker, test.getTestMethod().orElseThrow().getName() + ".")
            .with(Topic.ACTIVITY, Topic.HOST_COMMANDS, Topic.DEAD_LETTERS);
  }

  private static CompletableFuture<RecordMetadata> write(TopicWriter writer, long requests) {
    return writer.write(Topic.ACTIVITY, "acme", Codecs.ACTIVITY, report(requests));
  }

  @Test
  void shouldKeepTheOrderOfTheCallsAndThePartitionOfTheKey() {
    try (TopicWriter writer = topics.writer()) {
      List<CompletableFuture<RecordMetadata>> writes =
          IntStream.range(0, 500).mapToObj(n -> write(writer, n)).toList();
      int partition = writer.remove(Topic.ACTIVITY, "acme").join().partition();
      assertThat(writes).allMatch(write -> write.join().partition() == partition);
    }
    List<ConsumerRecord<byte[], byte[]>> records = topics.take(Topic.ACTIVITY, 501);
    assertThat(records.getLast().value()).isNull();
    assertThat(records.subList(0, 500))
        .extracting(record -> Codecs.ACTIVITY.decode(record.value()).requests())
        .isEqualTo(LongStream.range(0, 500).boxed().toList());
  }

  @Test
  void shouldKeepAllCommandsOfAHostInItsPartitionTombstonesToo() {
    try (TopicWriter writer = topics.writer()) {
      for (int h = 1; h <= 6; h++) {
        HostId host = new HostId("host-" + h);
        int expected = KeyPartitioner.partition(host.value(), 4);
        for (String instance : List.of("a", "b", "c")) {
          String key =
              new HostCommandKey(host, new ReplicaId(new InstanceId(instance), 0)).toString();
          assertThat(
                  writer
                      .write(Topic.HOST_COMMANDS, key, Codecs.ACTIVITY, report(1))
                      .join()
                      .partition())
              .isEqualTo(expected);
          assertThat(writer.remove(Topic.HOST_COMMANDS, key).join().partition())
              .isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void shouldPutAReportWhereAPlacementOfItsPoolIs() throws InterruptedException {
    KafkaSettings one = topics.kafka();
    KafkaSettings three =
        new KafkaSettings(one.bootstrapServers(), "pools.", one.partitions(), 3, 1);
    try (TopicWriter writer = new TopicWriter(three, "test", Duration.ofSeconds(20))) {
      TopicSetup.await(three, new CountDownLatch(1));
      for (String pool : List.of("alpha", "beta", "gamma", "delta")) {
        int placement =
            writer.write(Topic.PLACEMENT, pool, Codecs.ACTIVITY, report(1)).join().partition();

        assertThat(
                writer
                    .writeOfPool(
                        new PoolName(pool),
                        Topic.HOST_REPORTS,
                        "host-1",
                        Codecs.ACTIVITY,
                        report(1))
                    .join()
                    .partition())
            .as(pool)
            .isEqualTo(placement);
      }
    }
  }

  @Test
  void shouldRefuseAHostCommandWithoutItsKey() {
    try (TopicWriter writer = topics.writer()) {
      assertThatThrownBy(() -> writer.remove(Topic.HOST_COMMANDS, "acme"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Expected a key like 'host-1/acme.0', but got 'acme'.");
    }
  }

  @Test
  void shouldFailWithinTheTimeoutWhenTheBrokerIsGone() {
    try (TopicWriter writer = new TopicWriter(topics.kafka(), "test", TIMEOUT)) {
      Await.until("a write while the broker is there", () -> succeeds(write(writer, 1)));
      broker.stop();
      assertAllFailInTime(writer);
      broker.startAgain();
      Await.until("a write when the broker is back", () -> succeeds(write(writer, 2)));
    } finally {
      broker.startAgain();
    }
  }

  @Test
  void shouldFailWithinTheTimeoutWhenNoBrokerWasEverThere() {
    KafkaSettings nobody =
        new KafkaSettings("127.0.0.1:" + EmbeddedBroker.freePort(), "dormouse.", 1, 1, 1);
    try (TopicWriter writer = new TopicWriter(nobody, "lost", TIMEOUT)) {
      assertAllFailInTime(writer);
    }
  }

  private static void assertAllFailInTime(TopicWriter writer) {
    long start = System.nanoTime();
    List<CompletableFuture<RecordMetadata>> writes =
        IntStream.range(0, 10).mapToObj(n -> write(writer, n)).toList();
    Duration calls = Duration.ofNanos(System.nanoTime() - start);
    assertThat(calls).as("the callers are not blocked").isLessThan(TIMEOUT);
    for (CompletableFuture<RecordMetadata> write : writes) {
      assertThatThrownBy(write::join).isInstanceOf(CompletionException.class);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(TIMEOUT.dividedBy(2), TIMEOUT.multipliedBy(4));
  }

  private static boolean succeeds(CompletableFuture<RecordMetadata> write) {
    return write.handle((written, failure) -> failure == null).join();
  }

  @Test
  void shouldFailARecordThatIsTooLarge() {
    try (TopicWriter writer = topics.writer()) {
      ConsumerRecord<byte[], byte[]> large =
          new ConsumerRecord<>("from", 0, 0, "key".getBytes(UTF_8), new byte[2 << 20]);
      assertThatThrownBy(
              () -> writer.writeDeadLetter(large, new IllegalStateException("bad")).join())
          .hasCauseInstanceOf(RecordTooLargeException.class);
      assertThat(succeeds(write(writer, 1))).isTrue();
    }
  }

  @Test
  void shouldFailAfterItIsClosed() {
    TopicWriter writer = topics.writer();
    write(writer, 1).join();
    writer.close();
    assertThatThrownBy(() -> write(writer, 2).join()).isInstanceOf(CompletionException.class);
  }

  @Test
  void shouldEndWhatWasWrittenBeforeItIsClosed() {
    TopicWriter writer = topics.writer();
    List<CompletableFuture<RecordMetadata>> writes =
        IntStream.range(0, 200).mapToObj(n -> write(writer, n)).toList();
    writer.close();
    assertThat(writes).allMatch(write -> write.isDone() && !write.isCompletedExceptionally());
  }
}
