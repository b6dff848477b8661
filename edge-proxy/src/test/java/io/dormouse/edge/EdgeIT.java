package io.dormouse.edge;

import static io.dormouse.edge.EdgeUnderTest.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.kit.settings.Settings;
import io.dormouse.kit.topics.EmbeddedBroker;
import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.kit.topics.TopicReader;
import io.dormouse.kit.topics.TopicReader.Source;
import io.dormouse.kit.topics.TopicSetup;
import io.dormouse.kit.topics.TopicWriter;
import io.dormouse.language.activity.ActivityReport;
import io.dormouse.language.cause.CauseKind;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.ActorKind;
import io.dormouse.language.command.CommandEnvelope;
import io.dormouse.language.instance.InstanceCommand.WakeInstance;
import io.dormouse.language.instance.InstanceStatus;
import io.dormouse.language.instance.InstanceView;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** A whole edge and a real broker; the test plays the streams app. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EdgeIT {

  private final Vertx vertx = Vertx.vertx();
  private final List<CommandEnvelope> commands = new CopyOnWriteArrayList<>();
  private final List<ActivityReport> reports = new CopyOnWriteArrayList<>();
  private final EmbeddedBroker broker;
  private final TopicWriter writer;
  private final TopicReader reader;
  private final Edge edge;
  private final int backend;

  EdgeIT() throws Exception {
    broker = EmbeddedBroker.start();
    EdgeSettings settings = Settings.load(EdgeSettings.class, flags("edge-7"), Map.of());
    KafkaSettings kafka = settings.kafka();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      new TopicSetup(admin, kafka).ensure();
    }
    writer = new TopicWriter(kafka, "test", Duration.ofSeconds(10));
    reader =
        new TopicReader(
            kafka,
            "test",
            writer,
            List.of(
                Source.table(
                    Topic.INSTANCE_COMMANDS,
                    Codecs.INSTANCE_COMMAND,
                    (key, command, raw) -> {
                      if (command != null) {
                        commands.add(command);
                      }
                    }),
                Source.table(
                    Topic.ACTIVITY,
                    Codecs.ACTIVITY,
                    (key, report, raw) -> {
                      if (report != null) {
                        reports.add(report);
                      }
                    })));
    edge = new Edge(settings);
    backend =
        Eventually.get(
                vertx
                    .createHttpServer()
                    .requestHandler(Bytes::answerWithHash)
                    .listen(0, "127.0.0.1")
                    .toCompletionStage())
            .actualPort();
  }

  @BeforeAll
  void start() throws Exception {
    Views.publish(writer, Views.of("acme", 1).with(InstanceStatus.ASLEEP).build());
    Views.publish(writer, Views.of("gone", 1).with(InstanceStatus.ASLEEP).build());
    Views.publish(writer, Views.of("lazy", 1).with(InstanceStatus.ASLEEP).build());
    edge.start();
  }

  @AfterAll
  void stop() {
    edge.close();
    reader.close();
    writer.close();
    broker.close();
    Eventually.get(vertx.close().toCompletionStage());
  }

  @Test
  @Order(1)
  void shouldBeReadyAndKnowItsRoutes() throws Exception {
    try (RawClient admin = new RawClient(edge.adminPort())) {
      assertThat(admin.send(request("GET /health", "admin")).answer().status()).isEqualTo(200);
      assertThat(admin.send(request("GET /ready", "admin")).answer().status()).isEqualTo(200);
      assertThat(admin.send(request("GET /routes", "admin")).answer().text())
          .startsWith("{\"domains\":3,\"instances\":3,\"source\":\"topics\",\"asOf\":\"2")
          .endsWith("\"unread\":0}");
    }
  }

  @Test
  @Order(2)
  void shouldWakeHoldAndForwardThroughTheTopics() throws Exception {
    try (RawClient client = new RawClient(edge.port())) {
      client.send(request("POST /documents/17", "acme", "Content-Length: 5") + "hello");
      Eventually.until("a wake in the topic", () -> !commands.isEmpty());

      Views.publish(writer, Views.of("acme", 2).with(InstanceStatus.STARTING).build());
      Views.publish(writer, running("acme", 3));

      assertThat(client.answer().text()).endsWith("Content-Length");
    }
    assertThat(commands).hasSize(1);
    assertThat(commands.get(0).actor()).isEqualTo(new Actor(ActorKind.EDGE, "edge-7"));
    assertThat(commands.get(0).command()).isInstanceOf(WakeInstance.class);
    WakeInstance wake = (WakeInstance) commands.get(0).command();
    assertThat(wake.cause().kind()).isEqualTo(CauseKind.REQUEST);
    assertThat(wake.cause().request()).isNotNull();
    assertThat(wake.cause().request().pathClass()).isEqualTo("/documents/*");
    Eventually.until(
        "the use is reported",
        () -> reports.stream().mapToLong(ActivityReport::bytesIn).sum() == 5);
    assertThat(reports).allMatch(report -> report.edge().equals("edge-7"));
  }

  @Test
  @Order(3)
  void shouldForgetWhatHasATombstone() throws Exception {
    try (RawClient client = new RawClient(edge.port())) {
      client.send(request("GET /", "gone"));
      Eventually.until("a wake in the topic", () -> commands.size() == 2);

      Eventually.get(writer.remove(Topic.INSTANCES, "gone"));

      assertThat(client.answer().status()).isEqualTo(404);
      Eventually.get(writer.remove(Topic.DOMAINS, "gone.example.org"));
      assertThat(client.send(request("GET /", "gone")).answer().status()).isEqualTo(404);
    }
  }

  @Test
  @Order(4)
  void shouldShowItsMetrics() throws Exception {
    try (RawClient admin = new RawClient(edge.adminPort())) {
      RawClient.RawAnswer answer = admin.send(request("GET /metrics", "admin")).answer();

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("Content-Type")).startsWith("text/plain; version=0.0.4");
      assertThat(answer.text()).contains("\ndormouse_edge_wakes_total{result=\"written\"} 2.0\n");
    }
  }

  @Test
  @Order(5)
  void shouldNotBeReadyOnceItIsAskedToEnd() throws Exception {
    List<String> flags = new ArrayList<>(flags("edge-8"));
    flags.add("--drain.delay=2s");
    try (Edge other = new Edge(Settings.load(EdgeSettings.class, flags, Map.of()))) {
      other.start();
      try (RawClient admin = new RawClient(other.adminPort())) {
        assertThat(admin.send(request("GET /ready", "admin")).answer().status()).isEqualTo(200);

        Thread end = Thread.ofPlatform().start(other::close);

        Eventually.until("it is not ready", () -> status(admin, "/ready") == 503);
        assertThat(status(admin, "/health")).isEqualTo(200);
        try (RawClient late = new RawClient(other.port())) {
          assertThat(late.send(request("GET /", "acme")).answer().header("Connection"))
              .isEqualTo("close");
        }
        end.join();
        assertThat(admin.isClosed()).isTrue();
      }
    }
  }

  @Test
  @Order(6)
  void shouldServeOnAndSayThatItCannotWakeWithoutABroker() throws Exception {
    broker.stop();
    try (RawClient client = new RawClient(edge.port())) {
      assertThat(client.send(request("GET /", "acme")).answer().status()).isEqualTo(200);

      RawClient.RawAnswer answer = client.send(request("GET /", "lazy")).answer();

      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header("Retry-After")).isEqualTo("5");
      assertThat(answer.text()).contains("urn:dormouse:problem:cannot-wake");
    }
  }

  private List<String> flags(String id) {
    return List.of(
        "--kafka.bootstrap.servers=" + broker.bootstrapServers(),
        "--edge.id=" + id,
        "--listen.port=0",
        "--admin.port=0",
        "--activity.interval=100ms",
        "--drain.timeout=1s",
        "--snapshot.file=",
        "--wake.timeout=2s");
  }

  private static int status(RawClient client, String path) {
    try {
      return client.send(request("GET " + path, "admin")).answer().status();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private InstanceView running(String id, long sequence) {
    return Views.of(id, sequence).with(InstanceStatus.RUNNING).at("127.0.0.1", backend, 1).build();
  }
}
