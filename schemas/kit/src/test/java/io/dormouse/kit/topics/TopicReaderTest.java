package io.dormouse.kit.topics;

import static io.dormouse.kit.topics.TopicFixture.bytes;
import static io.dormouse.kit.topics.TopicFixture.report;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class TopicReaderTest {

  private static EmbeddedBroker broker;

  private TopicFixture topics;
  private TopicWriter writer;
  private final Heard heard = new Heard();

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
            .with(Topic.ACTIVITY, Topic.DEAD_LETTERS);
    writer = topics.writer();
  }

  @AfterEach
  void closeWriter() {
    writer.close();
  }

  private void write(String key, long requests) {
    writer.write(Topic.ACTIVITY, key, Codecs.ACTIVITY, report(requests)).join();
  }

  private static void awaitCaughtUp(TopicReader reader) {
    Await.until("caught up", () -> reader.caughtUp().isDone());
    reader.caughtUp().join();
  }

  @Test
  void shouldBeCaughtUpOnEmptyTopics() {
    try (TopicReader reader = topics.reader(writer, heard.table())) {
      awaitCaughtUp(reader);
      assertThat(heard.records()).isEmpty();
    }
  }

  @Test
  void shouldHaveHandledAllThatWasThereWhenItIsCaughtUp() {
    List<String> expected =
        IntStream.range(0, 50)
            .mapToObj(n -> {
              write("key-" + n % 7, n);
              return "key-%d=%d".formatted(n % 7, n);
            })
            .toList();
    try (TopicReader reader = topics.reader(writer, heard.table())) {
      List<String> handled = reader.caughtUp().thenApply(done -> heard.records()).join();
      assertThat(handled).containsExactlyInAnyOrderElementsOf(expected);
      write("key-0", 99);
      heard.awaitRecords(51);
      assertThat(ofKey("key-0"))
          .isEqualTo(List.of("0", "7", "14", "21", "28", "35", "42", "49", "99"));
    }
  }

  private List<String> ofKey(String key) {
    return heard.records().stream()
        .filter(record -> record.startsWith(key + "="))
        .map(record -> record.substring(key.length() + 1))
        .toList();
  }

  @Test
  void shouldHandTombstonesOver() {
    write("acme", 1);
    writer.remove(Topic.ACTIVITY, "acme").join();
    try (TopicReader reader = topics.reader(writer, heard.table())) {
      awaitCaughtUp(reader);
      assertThat(heard.records()).containsExactly("acme=1", "acme gone");
    }
  }

  @Test
  void shouldBeginWithWhatComesNextWhenOnlyNewsCount() {
    write("old", 1);
    try (TopicReader reader = topics.reader(writer, heard.news())) {
      awaitCaughtUp(reader);
      write("new", 2);
      heard.awaitRecords(1);
      assertThat(heard.records()).containsExactly("new=2");
    }
  }

  @Test
  void shouldPassOverKeysThatNobodyWantsWithoutDecodingThem() throws Exception {
    Heard choosy = new Heard(key -> !key.equals("other"));
    byte[] nonsense = "nonsense".getBytes(UTF_8);
    try (TopicReader reader = topics.reader(writer, choosy.news());
        KafkaProducer<byte[], byte[]> producer = topics.producer(Map.of())) {
      awaitCaughtUp(reader);
      producer.send(topics.record(Topic.ACTIVITY, 0, "other", nonsense)).get();
      producer.send(topics.record(Topic.ACTIVITY, 0, "other", bytes(1))).get();
      producer.send(topics.record(Topic.ACTIVITY, 0, "acme", nonsense)).get();
      producer.send(topics.record(Topic.ACTIVITY, 0, "acme", bytes(2))).get();

      choosy.awaitRecords(1);
    }
    assertThat(choosy.records()).containsExactly("acme=2");
    assertThat(topics.take(Topic.DEAD_LETTERS, 1))
        .extracting(letter -> new String(letter.key(), UTF_8))
        .containsExactly("acme");
  }

  @Test
  void shouldReadOnlyThePartitionsItIsAskedFor() throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = topics.producer(Map.of())) {
      for (int partition = 0; partition < 4; partition++) {
        producer.send(topics.record(Topic.ACTIVITY, partition, "p" + partition, bytes(1))).get();
      }
    }
    try (TopicReader reader = topics.reader(writer, heard.of(1, 3))) {
      awaitCaughtUp(reader);
      assertThat(heard.records()).containsExactlyInAnyOrder("p1=1", "p3=1");
    }
  }

  @Test
  void shouldNotBeCaughtUpBeforeAnOpenTransactionEnds() {
    write("before", 1);
    try (KafkaProducer<byte[], byte[]> transaction = transaction()) {
      transaction.send(topics.record(Topic.ACTIVITY, 0, "open", bytes(2)));
      transaction.flush();
      try (TopicReader reader = topics.reader(writer, heard.table())) {
        heard.awaitRecords(1);
        // It has polled again when it hands this over.
        writeTo(1, "after", 3);
        heard.awaitRecords(2);
        assertThat(reader.caughtUp()).isNotDone();
        transaction.commitTransaction();
        awaitCaughtUp(reader);
        assertThat(heard.records()).contains("open=2");
      }
    }
  }

  @Test
  void shouldBeCaughtUpWhenAnOpenTransactionIsAborted() {
    try (KafkaProducer<byte[], byte[]> transaction = transaction()) {
      transaction.send(topics.record(Topic.ACTIVITY, 0, "open", bytes(2)));
      transaction.flush();
      try (TopicReader reader = topics.reader(writer, heard.table())) {
        writeTo(1, "other", 3);
        heard.awaitRecords(1);
        assertThat(reader.caughtUp()).isNotDone();
        transaction.abortTransaction();
        awaitCaughtUp(reader);
        assertThat(heard.records()).containsExactly("other=3");
      }
    }
  }

  @Test
  void shouldBeCaughtUpWhenAnAbortedTransactionIsTheLastThing() {
    writeTo(0, "before", 1);
    try (KafkaProducer<byte[], byte[]> transaction = transaction()) {
      transaction.send(topics.record(Topic.ACTIVITY, 0, "aborted", bytes(2)));
      transaction.flush();
      transaction.abortTransaction();
    }
    try (TopicReader reader = topics.reader(writer, heard.table())) {
      awaitCaughtUp(reader);
      assertThat(heard.records()).containsExactly("before=1");
    }
  }

  private KafkaProducer<byte[], byte[]> transaction() {
    KafkaProducer<byte[], byte[]> producer =
        topics.producer(Map.of("transactional.id", topics.kafka().prefix() + "test"));
    producer.initTransactions();
    producer.beginTransaction();
    return producer;
  }

  private void writeTo(int partition, String key, long requests) {
    try (KafkaProducer<byte[], byte[]> producer = topics.producer(Map.of())) {
      producer.send(topics.record(Topic.ACTIVITY, partition, key, bytes(requests)));
    }
  }

  @Test
  void shouldPutAsideWhatItCannotReadOrHandleAndGoOn() throws Exception {
    topics.put(Topic.ACTIVITY, "bad".getBytes(UTF_8), "not a record".getBytes(UTF_8));
    topics.put(Topic.ACTIVITY, null, bytes(1));
    topics.put(Topic.ACTIVITY, "unhandled".getBytes(UTF_8), bytes(Long.MAX_VALUE));
    write("good", 2);
    try (TopicReader reader = topics.reader(writer, heard.table())) {
      awaitCaughtUp(reader);
      assertThat(heard.records()).containsExactly("good=2");
      List<ConsumerRecord<byte[], byte[]>> letters = topics.take(Topic.DEAD_LETTERS, 3);
      assertThat(letters)
          .extracting(TopicReaderTest::key)
          .containsExactlyInAnyOrder("bad", "", "unhandled");
      assertThat(new String(letter(letters, "bad").value(), UTF_8)).isEqualTo("not a record");
      assertThat(headers(letter(letters, "bad")))
          .containsEntry("dormouse-topic", topics.kafka().name(Topic.ACTIVITY))
          .containsEntry("dormouse-offset", "0")
          .containsKey("dormouse-partition")
          .containsEntry(
              "dormouse-error",
              "ActivityReport: expected a zero byte and a four-byte schema id, but got 12 other"
                  + " bytes.");
      assertThat(headers(letter(letters, "")))
          .containsEntry("dormouse-error", "Expected a key, but the record has none.");
      assertThat(headers(letter(letters, "unhandled")))
          .containsEntry("dormouse-error", "Expected fewer requests.");
      write("later", 3);
      heard.awaitRecords(2);
    }
  }

  private static ConsumerRecord<byte[], byte[]> letter(
      List<ConsumerRecord<byte[], byte[]>> letters, String key) {
    return letters.stream().filter(letter -> key(letter).equals(key)).findFirst().orElseThrow();
  }

  private static String key(ConsumerRecord<byte[], byte[]> letter) {
    return letter.key() == null ? "" : new String(letter.key(), UTF_8);
  }

  private static Map<String, String> headers(ConsumerRecord<byte[], byte[]> letter) {
    return StreamSupport.stream(letter.headers().spliterator(), false)
        .collect(
            Collectors.toMap(header -> header.key(), header -> new String(header.value(), UTF_8)));
  }

  @Test
  void shouldGoOnFromACheckpoint() {
    write("before", 1);
    Checkpoint checkpoint = checkpoint();
    write("after", 2);
    writer.remove(Topic.ACTIVITY, "before").join();
    heard.clear();
    try (TopicReader reader = from(checkpoint)) {
      awaitCaughtUp(reader);
      assertThat(reader.resumed()).isTrue();
      assertThat(heard.records()).containsExactlyInAnyOrder("after=2", "before gone");
      Checkpoint next = reader.checkpoint().orElseThrow();
      assertThat(next.topics()).isEqualTo(checkpoint.topics());
      assertThat(sum(next)).isEqualTo(3);
    }
  }

  @Test
  void shouldReadAllWhenTheCheckpointMayHaveMissedSomething() {
    write("before", 1);
    Checkpoint good = checkpoint();
    Map<TopicPartition, Long> beyond = new HashMap<>(good.positions());
    beyond.replaceAll((partition, position) -> position + 2);
    for (Checkpoint bad :
        List.of(
            new Checkpoint(good.topics(), beyond, good.heard()),
            new Checkpoint(good.topics(), Map.of(), good.heard()),
            new Checkpoint(
                Map.of(topics.kafka().name(Topic.ACTIVITY), Uuid.randomUuid()),
                good.positions(),
                good.heard()),
            new Checkpoint(
                good.topics(), good.positions(), good.heard().minus(Duration.ofDays(1))))) {
      heard.clear();
      try (TopicReader reader = from(bad)) {
        awaitCaughtUp(reader);
        assertThat(reader.resumed()).as(bad.toString()).isFalse();
        assertThat(heard.records()).containsExactly("before=1");
      }
    }
  }

  private Checkpoint checkpoint() {
    try (TopicReader reader = topics.reader(writer, heard.table())) {
      awaitCaughtUp(reader);
      return reader.checkpoint().orElseThrow();
    }
  }

  private static long sum(Checkpoint checkpoint) {
    return checkpoint.positions().values().stream().mapToLong(Long::longValue).sum();
  }

  private TopicReader from(Checkpoint checkpoint) {
    return new TopicReader(topics.kafka(), "test", writer, List.of(heard.table()), checkpoint);
  }

  @Test
  void shouldFollowSeveralTopics() throws Exception {
    topics.with(Topic.REJECTIONS);
    List<String> rejections = new CopyOnWriteArrayList<>();
    topics.put(Topic.REJECTIONS, "acme".getBytes(UTF_8), bytes(1));
    write("acme", 1);
    TopicReader.Source<?> other =
        TopicReader.Source.table(
            Topic.REJECTIONS, Codecs.ACTIVITY, (key, value, raw) -> rejections.add(key));
    try (TopicReader reader = topics.reader(writer, heard.table(), other)) {
      awaitCaughtUp(reader);
      assertThat(heard.records()).containsExactly("acme=1");
      assertThat(rejections).containsExactly("acme");
    }
  }

  @Test
  void shouldReadOnWhenTheBrokerIsBack() {
    write("before", 1);
    try (TopicReader reader = topics.reader(writer, heard.table())) {
      awaitCaughtUp(reader);
      broker.stop();
      broker.startAgain();
      write("after", 2);
      heard.awaitRecords(2);
      assertThat(heard.records()).containsExactly("before=1", "after=2");
    } finally {
      broker.startAgain();
    }
  }

  @Test
  void shouldWaitForABrokerThatIsNotThereYet() {
    write("early", 1);
    broker.stop();
    try (TopicReader reader = topics.reader(writer, heard.table())) {
      assertThat(reader.caughtUp()).isNotDone();
      broker.startAgain();
      awaitCaughtUp(reader);
      assertThat(heard.records()).containsExactly("early=1");
    } finally {
      broker.startAgain();
    }
  }

  @Test
  void shouldCloseSoonWhileNoBrokerAnswers() {
    KafkaSettings nobody =
        new KafkaSettings("127.0.0.1:" + EmbeddedBroker.freePort(), "dormouse.", 1, 1, 1);
    TopicReader reader = new TopicReader(nobody, "lost", writer, List.of(heard.table()));
    Await.until("the reader waits for a broker", () -> isWaiting("lost-reader"));
    long start = System.nanoTime();
    reader.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("lost-reader");
  }

  private static boolean isWaiting(String thread) {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(entry -> entry.getKey().getName().equals(thread))
        .flatMap(entry -> Arrays.stream(entry.getValue()))
        .anyMatch(frame -> frame.getMethodName().equals("ends"));
  }
}
