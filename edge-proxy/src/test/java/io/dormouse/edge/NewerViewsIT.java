package io.dormouse.edge;

import static io.dormouse.edge.EdgeUnderTest.request;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.edge.route.snapshot.Snapshot;
import io.dormouse.kit.settings.Settings;
import io.dormouse.kit.topics.EmbeddedBroker;
import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.kit.topics.SchemaConflictException;
import io.dormouse.kit.topics.SchemaTopic;
import io.dormouse.kit.topics.TopicSetup;
import io.dormouse.kit.topics.TopicWriter;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceStatus;
import io.dormouse.language.instance.InstanceView;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import io.dormouse.language.wire.ReleasedSchemas;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An edge beside a brain of a newer version. */
class NewerViewsIT {

  private static final int NEWER_ID = 4711;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Vertx vertx = Vertx.vertx();
  private final EmbeddedBroker broker = EmbeddedBroker.start();
  private final KafkaSettings kafka = broker.kafkaSettings();
  private final TopicWriter writer = new TopicWriter(kafka, "newer", PATIENCE);
  private final int first = server("first");
  private final int second = server("second");
  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init")
  NewerViewsIT() {}

  private int server(String says) {
    return Eventually.get(
            vertx
                .createHttpServer()
                .requestHandler(request -> request.response().end(says))
                .listen(0, "127.0.0.1")
                .toCompletionStage())
        .actualPort();
  }

  @BeforeEach
  void makeTopics() throws Exception {
    TopicSetup.await(kafka, new CountDownLatch(1));
  }

  @AfterEach
  void end() {
    writer.close();
    broker.close();
    Eventually.get(vertx.close().toCompletionStage());
  }

  private Edge edge() {
    return new Edge(
        Settings.load(
            EdgeSettings.class,
            List.of(
                "--kafka.bootstrap.servers=" + broker.bootstrapServers(),
                "--listen.port=0",
                "--admin.port=0",
                "--snapshot.file=" + file()),
            Map.of()));
  }

  private Path file() {
    return directory.resolve("routes.snapshot");
  }

  @Test
  void shouldServeByANewerViewAndKeepItOutOfTheSnapshot() throws Exception {
    Views.publish(writer, running(1, first));
    try (Edge edge = edge()) {
      edge.start();
      assertThat(get(edge)).isEqualTo("first");
    }

    try (Edge edge = edge()) {
      edge.start();
      publishAsNewer(running(2, second));
      Eventually.until("the newer view", () -> get(edge).equals("second"));
    }

    assertThat(
            new Snapshot(file(), kafka).read().orElseThrow().table().view(new InstanceId("acme")))
        .hasValueSatisfying(view -> assertThat(view.sequence()).isEqualTo(1));
    try (Edge edge = edge()) {
      edge.start();
      assertThat(get(edge)).isEqualTo("second");
    }
  }

  @Test
  void shouldNotStartWithASchemaThatAnotherProgramHasUnderItsId() throws Exception {
    Map<Integer, String> taken =
        Map.of(1, "{\"type\":\"record\",\"name\":\"Other\",\"fields\":[]}");
    try (SchemaTopic other = new SchemaTopic(kafka, "experiment", writer, taken, PATIENCE)) {
      other.awaitAnnounced();
    }
    try (Edge edge = edge()) {
      assertThatThrownBy(edge::start)
          .isInstanceOf(SchemaConflictException.class)
          .hasMessageContaining("under id 1, but experiment announced one with")
          .hasMessageContaining("and edge-1 has");
      assertThat(edge.serves()).isFalse();
    }
  }

  /** The view with one more text at its end, as a newer version would write it. */
  private void publishAsNewer(InstanceView view) throws Exception {
    byte[] own = Codecs.INSTANCE_VIEW.encode(view);
    String text =
        Objects.requireNonNull(ReleasedSchemas.texts().get(ByteBuffer.wrap(own).getInt(1)));
    String newer =
        text.substring(0, text.length() - "]}".length())
            + ",{\"name\":\"mood\",\"type\":\"string\",\"default\":\"\"}]}";
    try (SchemaTopic schemas =
        new SchemaTopic(kafka, "newer", writer, Map.of(NEWER_ID, newer), PATIENCE)) {
      schemas.awaitAnnounced();
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(ByteBuffer.allocate(5).putInt(1, NEWER_ID).array());
    bytes.write(own, 5, own.length - 5);
    bytes.writeBytes(new byte[] {8, 'c', 'a', 'l', 'm'});
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  kafka.name(Topic.INSTANCES),
                  view.id().value().getBytes(UTF_8),
                  bytes.toByteArray()))
          .get();
    }
  }

  private static InstanceView running(long sequence, int port) {
    return Views.of("acme", sequence)
        .with(InstanceStatus.RUNNING)
        .at("127.0.0.1", port, sequence)
        .build();
  }

  private static String get(Edge edge) {
    try (RawClient client = new RawClient(edge.port())) {
      return client.send(request("GET /", "acme")).answer().text();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
