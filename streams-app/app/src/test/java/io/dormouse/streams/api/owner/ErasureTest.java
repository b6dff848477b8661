package io.dormouse.streams.api.owner;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import io.dormouse.kit.topics.EmbeddedBroker;
import io.dormouse.streams.api.fixture.ApiClient;
import io.dormouse.streams.api.fixture.ApiClient.Reply;
import io.dormouse.streams.api.fixture.RealBrain;
import io.dormouse.streams.api.view.Deadline;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * The erasure of a person, with the real brain, broker and PostgreSQL: the data is gone, and it was
 * never in the log.
 */
class ErasureTest {

  private static final String NAME = "Zo\u00eb M\u00fcller-Canary";
  private static final String EMAIL = "zoe.canary@example.org";
  private static final String OWNER = "u-5f3a9c";

  @Test
  void shouldLeaveNoByteOfAnOwnerInAnyTopicFileOrLog(@TempDir Path state) throws Exception {
    LogOutput log = new LogOutput();
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    log.start();
    root.addAppender(log);
    List<Logger> talkative =
        Stream.of("io.dormouse", "com.zaxxer", "org.postgresql", "io.vertx")
            .map(name -> (Logger) LoggerFactory.getLogger(name))
            .toList();
    talkative.forEach(logger -> logger.setLevel(Level.TRACE));
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
      live(broker, postgres, state);

      byte[] records = everyRecord(broker);
      assertThat(find(records, OWNER)).as("the owner's opaque id, to see that it is read").isTrue();
      assertNothingOfThePerson("a topic", records);
      assertNothingOfThePerson("the state", everyFile(state));
      broker.stop();
      byte[] files = everyFile(broker.directory());
      assertThat(find(files, OWNER)).as("the broker's files are read as they are").isTrue();
      assertNothingOfThePerson("the broker's files", files);
      assertThat(log.text()).as("the log is heard").contains("control API listens");
      assertNothingOfThePerson("the log", log.text().getBytes(UTF_8));
    } finally {
      talkative.forEach(logger -> logger.setLevel(null));
      root.detachAppender(log);
    }
  }

  /** A person gives name and address, gets an instance, causes some errors, and is erased. */
  private static void live(EmbeddedBroker broker, EmbeddedPostgres postgres, Path state)
      throws Exception {
    try (RealBrain brain =
        RealBrain.start(
            broker,
            state,
            "--owners.database.user=postgres",
            "--owners.database.url=jdbc:postgresql://127.0.0.1:%d/postgres"
                .formatted(postgres.getPort()))) {
      story(brain.client());
      assertThat(brain.client().delete("/v1/owners/" + OWNER).status()).isEqualTo(204);
      assertThat(brain.client().get("/v1/owners/" + OWNER).status()).isEqualTo(404);
    }
    assertThat(inDatabase(postgres)).isZero();
  }

  private static void story(ApiClient client) {
    String person = "{\"name\": \"%s\", \"email\": \"%s\"}".formatted(NAME, EMAIL);
    assertThat(client.put("/v1/owners/" + OWNER, person).status()).isEqualTo(201);
    assertThat(client.get("/v1/owners/" + OWNER).text("/email")).isEqualTo(EMAIL);
    client.put(
        "/v1/blueprints/notes", "{\"image\": \"notes:1\", \"memory\": \"64MiB\", \"port\": 80}");
    String signUp = "{\"instance\": \"%s\", \"blueprint\": \"notes\", \"owner\": \"%s\"}";

    Reply made =
        client.post("/v1/signups", signUp.formatted("acme", OWNER), "Dormouse-User", OWNER);
    Reply taken = client.post("/v1/signups", signUp.formatted("acme", OWNER));
    List<Reply> refused =
        List.of(
            client.post("/v1/signups", signUp.formatted("other", EMAIL)),
            client.post("/v1/signups", signUp.formatted("other", NAME)),
            client.post("/v1/signups", signUp.formatted("o", OWNER), "Dormouse-User", EMAIL),
            client.put("/v1/owners/" + EMAIL, person),
            client.put("/v1/owners/" + OWNER, person.replace("\"email\"", "\"" + EMAIL + "\"")));

    assertThat(made.text("/outcome")).isEqualTo("accepted");
    assertThat(taken.status()).isEqualTo(409);
    assertThat(refused).allSatisfy(reply -> assertThat(reply.status()).isEqualTo(400));
  }

  private static long inDatabase(EmbeddedPostgres postgres) throws Exception {
    try (var connection = postgres.getPostgresDatabase().getConnection();
        var count =
            connection
                .createStatement()
                .executeQuery("SELECT count(*) FROM dormouse_owners.owners")) {
      assertThat(count.next()).isTrue();
      return count.getLong(1);
    }
  }

  private static void assertNothingOfThePerson(String where, byte[] bytes) {
    for (String secret : List.of(NAME, EMAIL, "Canary", "zoe.canary")) {
      assertThat(find(bytes, secret)).as("'%s' in %s", secret, where).isFalse();
    }
  }

  /** True if the bytes contain the text in one of its encodings. */
  private static boolean find(byte[] bytes, String text) {
    String all = new String(bytes, ISO_8859_1);
    return Stream.of(
            text.getBytes(UTF_8),
            text.getBytes(UTF_16BE),
            Base64.getEncoder().withoutPadding().encode(text.getBytes(UTF_8)),
            URLEncoder.encode(text, UTF_8).getBytes(UTF_8))
        .anyMatch(form -> all.contains(new String(form, ISO_8859_1)));
  }

  /** Keys, values and headers of all topics, internal topics and uncommitted records included. */
  private static byte[] everyRecord(EmbeddedBroker broker) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Map<String, Object> settings =
        Map.of("bootstrap.servers", broker.bootstrapServers(), "exclude.internal.topics", false);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
        KafkaConsumer<byte[], byte[]> consumer =
            new KafkaConsumer<>(
                settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          admin
              .describeTopics(
                  admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get())
              .allTopicNames()
              .get()
              .values()
              .stream()
              .flatMap(topic ->
                  topic.partitions().stream()
                      .map(partition -> new TopicPartition(topic.name(), partition.partition())))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      Deadline deadline = Deadline.in(Duration.ofMinutes(1));
      while (partitions.stream()
          .anyMatch(one -> consumer.position(one) < Objects.requireNonNull(ends.get(one)))) {
        assertThat(deadline.passed()).as("read all topics in a minute").isFalse();
        consumer.poll(Duration.ofMillis(100)).forEach(record -> write(bytes, record));
      }
    }
    return bytes.toByteArray();
  }

  private static void write(ByteArrayOutputStream bytes, ConsumerRecord<byte[], byte[]> record) {
    Stream.concat(
            Stream.of(record.key(), record.value()),
            Stream.of(record.headers().toArray())
                .flatMap(header -> Stream.of(header.key().getBytes(UTF_8), header.value())))
        .filter(Objects::nonNull)
        .forEach(bytes::writeBytes);
    bytes.write('\n');
  }

  private static byte[] everyFile(Path directory) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file :
          files
              .filter(Files::isRegularFile)
              .filter(file -> !file.toString().matches(".*\\.(time)?index"))
              .toList()) {
        bytes.writeBytes(Files.readAllBytes(file));
      }
    }
    return bytes.toByteArray();
  }

  /** Everything that is logged while it is attached, with values and causes. */
  private static final class LogOutput extends AppenderBase<ILoggingEvent> {

    private final List<String> lines = new ArrayList<>();

    @Override
    protected void append(ILoggingEvent event) {
      lines.add(
          event.getFormattedMessage()
              + event.getKeyValuePairs()
              + (event.getThrowableProxy() == null
                  ? ""
                  : ThrowableProxyUtil.asString(event.getThrowableProxy())));
    }

    synchronized String text() {
      return String.join("\n", List.copyOf(lines));
    }
  }
}
