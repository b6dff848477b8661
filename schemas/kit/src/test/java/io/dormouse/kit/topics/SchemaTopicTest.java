package io.dormouse.kit.topics;

import static io.dormouse.kit.topics.TopicFixture.report;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.kit.topics.TopicReader.Source;
import io.dormouse.language.activity.ActivityReport;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import io.dormouse.language.wire.ReleasedSchemas;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Programs of several versions with one topic of schemas, on a real broker. */
class SchemaTopicTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final int NEWER_ID = 4711;
  private static final int OWN_ID = Codecs.ACTIVITY.encode(report(1))[4];

  private static EmbeddedBroker broker;
  private TopicFixture topics;
  private TopicWriter writer;
  private final Heard heard = new Heard();

  @SuppressWarnings("NullAway.Init")
  SchemaTopicTest() {}

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start();
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void open(TestInfo test) throws Exception {
    topics =
        new TopicFixture(broker, test.getTestMethod().orElseThrow().getName() + ".")
            .with(Topic.SCHEMAS, Topic.ACTIVITY, Topic.DEAD_LETTERS);
    writer = topics.writer();
  }

  @AfterEach
  void close() {
    writer.close();
  }

  private SchemaTopic older(Duration patience) {
    SchemaTopic schemas =
        new SchemaTopic(topics.kafka(), "older", writer, ReleasedSchemas.texts(), patience);
    assertThat(schemas.awaitAnnounced()).isTrue();
    return schemas;
  }

  private SchemaTopic newer() {
    SchemaTopic schemas =
        new SchemaTopic(topics.kafka(), "newer", writer, Map.of(NEWER_ID, newerText()), LONG);
    assertThat(schemas.awaitAnnounced()).isTrue();
    return schemas;
  }

  private Source<ActivityReport> activity(SchemaTopic schemas) {
    return Source.table(Topic.ACTIVITY, Codecs.ACTIVITY.reading(schemas), heard);
  }

  /** The contract with one more text at its end. */
  private static String newerText() {
    String text = Objects.requireNonNull(ReleasedSchemas.texts().get(OWN_ID));
    assertThat(text).endsWith("]}");
    return text.substring(0, text.length() - 2)
        + ",{\"name\":\"browser\",\"type\":\"string\",\"default\":\"\"}]}";
  }

  /** A report with that text. */
  private static byte[] newerBytes(long requests) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] own = Codecs.ACTIVITY.encode(report(requests));
    out.writeBytes(new byte[] {0, 0, 0, (byte) (NEWER_ID >> 8), (byte) NEWER_ID});
    out.write(own, 5, own.length - 5);
    out.writeBytes(new byte[] {6, 'f', 'o', 'x'});
    return out.toByteArray();
  }

  @Test
  void shouldAnnounceEverySchemaOnce() {
    Map<Integer, String> own = ReleasedSchemas.texts();
    older(LONG).close();
    older(LONG).close();
    newer().close();

    List<ConsumerRecord<byte[], byte[]>> records = topics.take(Topic.SCHEMAS, own.size() + 1);
    assertThat(records).hasSize(own.size() + 1);
    assertThat(records.subList(0, own.size()))
        .allSatisfy(record -> {
          assertThat(new String(record.value(), UTF_8))
              .isEqualTo(own.get(Integer.valueOf(new String(record.key(), UTF_8))));
          assertThat(record.headers().lastHeader("dormouse-program").value())
              .asString()
              .isEqualTo("older");
        });
    assertThat(records.getLast().key()).asString().isEqualTo("4711");
  }

  @Test
  void shouldReadFromANewerRecordWhatItKnows() throws Exception {
    try (SchemaTopic newer = newer();
        SchemaTopic schemas = older(LONG)) {
      topics.put(Topic.ACTIVITY, "acme".getBytes(UTF_8), newerBytes(17));
      try (TopicReader reader = topics.reader(writer, activity(schemas))) {
        heard.awaitRecords(1);
        assertThat(reader.caughtUp()).succeedsWithin(LONG);
      }
      assertThat(newer.all()).containsKey(NEWER_ID);
    }
    assertThat(heard.records()).containsExactly("acme=17");
  }

  @Test
  void shouldWaitForAnAnnouncementThatComesLate() throws Exception {
    try (SchemaTopic schemas = older(LONG)) {
      CompletableFuture<Optional<String>> waited =
          CompletableFuture.supplyAsync(() -> schemas.await(NEWER_ID));
      topics.put(Topic.ACTIVITY, "acme".getBytes(UTF_8), newerBytes(17));
      try (TopicReader reader = topics.reader(writer, activity(schemas))) {
        Await.until("the record is waited for", () -> waiting() == 2);
        newer().close();
        heard.awaitRecords(1);
        assertThat(reader.caughtUp()).succeedsWithin(LONG);
      }
      assertThat(waited.join()).contains(newerText());
    }
    assertThat(heard.records()).containsExactly("acme=17");
  }

  @Test
  void shouldPutARecordToTheDeadLettersWhoseSchemaNobodyAnnouncesInTime() throws Exception {
    try (SchemaTopic schemas = older(SHORT);
        TopicReader reader = topics.reader(writer, activity(schemas))) {
      topics.put(Topic.ACTIVITY, "acme".getBytes(UTF_8), newerBytes(17));
      topics.put(Topic.ACTIVITY, "acme".getBytes(UTF_8), TopicFixture.bytes(18));
      heard.awaitRecords(1);
      assertThat(reader.caughtUp()).succeedsWithin(LONG);
    }
    assertThat(heard.records()).containsExactly("acme=18");
    ConsumerRecord<byte[], byte[]> letter = topics.take(Topic.DEAD_LETTERS, 1).getFirst();
    assertThat(letter.value()).isEqualTo(newerBytes(17));
    assertThat(letter.headers().lastHeader("dormouse-error").value())
        .asString()
        .isEqualTo(
            "ActivityReport: expected a known schema id, but got id 4711, which nobody announced.");
  }

  @Test
  void shouldWaitForFewIdsInVainAndOnceForEach() {
    try (SchemaTopic schemas = older(Duration.ofMillis(50))) {
      long start = System.nanoTime();
      for (int id = NEWER_ID; id < NEWER_ID + 500; id++) {
        assertThat(schemas.await(id)).isEmpty();
        assertThat(schemas.await(id)).isEmpty();
        assertThat(schemas.await(-id)).isEmpty();
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofMillis(16 * 50), Duration.ofSeconds(10));
    }
  }

  @Test
  void shouldNameBothProgramsThatHaveDifferentSchemasUnderOneId() {
    newer().close();
    String other = newerText().replace("browser", "country");
    try (SchemaTopic schemas =
        new SchemaTopic(
            topics.kafka(), "other", writer, Map.of(NEWER_ID, other, 4712, other), LONG)) {
      assertThatThrownBy(schemas::awaitAnnounced)
          .isInstanceOf(SchemaConflictException.class)
          .hasMessageStartingWith(
              "Expected one schema under id 4711, but newer announced one with …")
          .hasMessageContaining("browser")
          .hasMessageContaining("and other has …")
          .hasMessageContaining("country");
    }
    assertThat(topics.take(Topic.SCHEMAS, 1)).hasSize(1);
  }

  @Test
  void shouldPutTheFirstAnnouncementBackThatALaterOneWouldReplace() throws Exception {
    try (SchemaTopic first = newer()) {
      topics.put(Topic.SCHEMAS, "4711".getBytes(UTF_8), "{}".getBytes(UTF_8));
      assertThat(topics.take(Topic.SCHEMAS, 3).getLast().value()).asString().isEqualTo(newerText());
      assertThat(first.await(NEWER_ID)).contains(newerText());
    }
  }

  @Test
  void shouldPassOverRecordsThatAreNoAnnouncements() throws Exception {
    topics.put(Topic.SCHEMAS, "garbage".getBytes(UTF_8), "{}".getBytes(UTF_8));
    topics.put(Topic.SCHEMAS, "4711".getBytes(UTF_8), new byte[300 << 10]);
    try (SchemaTopic schemas = newer()) {
      assertThat(schemas.await(NEWER_ID)).contains(newerText());
    }
  }

  @Test
  void shouldWaitForABrokerUntilItIsClosed() {
    KafkaSettings nobody =
        new KafkaSettings("127.0.0.1:" + EmbeddedBroker.freePort(), "nobody.", 4, 1, 1);
    SchemaTopic schemas = new SchemaTopic(nobody, "lost", writer);
    CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(schemas::awaitAnnounced);
    schemas.close();
    assertThat(waiting.join()).isFalse();
  }

  /** The number of threads that wait for an announcement. */
  private static long waiting() {
    return Thread.getAllStackTraces().values().stream()
        .filter(stack ->
            Arrays.stream(stack)
                .anyMatch(frame ->
                    frame.getClassName().equals(SchemaTopic.class.getName())
                        && frame.getMethodName().equals("waitedFor")))
        .count();
  }
}
