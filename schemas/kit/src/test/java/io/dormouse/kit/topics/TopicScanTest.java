package io.dormouse.kit.topics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.language.topics.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class TopicScanTest {

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
            .with(Topic.ACTIVITY);
  }

  @Test
  void shouldReadEveryPartitionFromItsStart() {
    write(0, "a", "b");
    write(3, "c", "d");

    assertThat(scan(key -> {})).containsExactlyInAnyOrder("a", "b", "c", "d");
    assertThat(topics.kafka().partitions(Topic.ACTIVITY)).isEqualTo(4);
  }

  @Test
  void shouldReadNothingOfAnEmptyTopic() {
    assertThat(scan(key -> {})).isEmpty();
  }

  @Test
  void shouldLeaveOutWhatIsWrittenMeanwhile() {
    write(0, "first");
    String[] others = IntStream.range(0, 20).mapToObj(Integer::toString).toArray(String[]::new);
    write(1, others);

    assertThat(
            scan(key -> {
              if (key.equals("first")) {
                write(0, "later");
              }
            }))
        .hasSize(1 + others.length)
        .doesNotContain("later");
  }

  @Test
  void shouldPassWhatWasAbortedBeforeTheEnd() {
    write(0, "a");
    try (KafkaProducer<byte[], byte[]> producer =
        topics.producer(Map.of("transactional.id", "aborted"))) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(topics.record(Topic.ACTIVITY, 0, "aborted", new byte[1]));
      producer.flush();
      producer.abortTransaction();
    }

    assertThat(scan(key -> {})).containsExactly("a");
  }

  @Test
  void shouldSayThatThereIsNoSuchTopic() {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      assertThatThrownBy(() -> TopicScan.read(consumer, "missing", record -> {}))
          .isInstanceOf(UnknownTopicOrPartitionException.class)
          .hasMessageContaining("Expected the topic missing");
    }
  }

  /** The keys of a scan, each given to the listener too. */
  private List<String> scan(Consumer<String> listener) {
    List<String> keys = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      TopicScan.read(
          consumer,
          topics.kafka().name(Topic.ACTIVITY),
          record -> {
            keys.add(key(record));
            listener.accept(key(record));
          });
    }
    return keys;
  }

  private static String key(ConsumerRecord<byte[], byte[]> record) {
    return new String(record.key(), UTF_8);
  }

  /** It fetches one record at a time, of one partition after the other. */
  private KafkaConsumer<byte[], byte[]> consumer() {
    return CommittedConsumer.open(
        topics.kafka(),
        "scan",
        Map.of("max.partition.fetch.bytes", 1, "allow.auto.create.topics", false));
  }

  /** Writes each record in a batch of its own. */
  private void write(int partition, String... keys) {
    try (KafkaProducer<byte[], byte[]> producer = topics.producer(Map.of("batch.size", 0))) {
      for (String key : keys) {
        producer.send(topics.record(Topic.ACTIVITY, partition, key, new byte[1]));
      }
    }
  }
}
