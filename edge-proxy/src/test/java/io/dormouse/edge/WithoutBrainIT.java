package io.dormouse.edge;

import static io.dormouse.edge.EdgeUnderTest.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.endurance.Memory;
import io.dormouse.edge.route.snapshot.Snapshot;
import io.dormouse.kit.settings.Settings;
import io.dormouse.kit.topics.EmbeddedBroker;
import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.kit.topics.TopicReader;
import io.dormouse.kit.topics.TopicReader.Source;
import io.dormouse.kit.topics.TopicSetup;
import io.dormouse.kit.topics.TopicWriter;
import io.dormouse.language.activity.ActivityReport;
import io.dormouse.language.instance.InstanceStatus;
import io.dormouse.language.instance.InstanceView;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole edge with a snapshot, and a real broker that goes away. */
class WithoutBrainIT {

  private static final Duration WAKE_TIMEOUT = Duration.ofSeconds(2);

  /** The number of activity intervals in an hour with the usual settings. */
  private static final int INTERVALS = 360;

  private static final int REQUESTS_OF_EACH = 60;
  private static final String LONG_PATH = "x".repeat(1 << 10);

  /** A third of the memory that the paths of all requests would take. */
  private static final long ROOM = 4 << 20;

  @TempDir private Path directory;

  private final EmbeddedBroker broker = EmbeddedBroker.start();
  private final KafkaSettings kafka = broker.kafkaSettings();
  private final TopicWriter writer = new TopicWriter(kafka, "test", Duration.ofSeconds(10));
  private final Vertx vertx = Vertx.vertx();
  private final List<Edge> edges = new CopyOnWriteArrayList<>();
  private final int backend;

  @SuppressWarnings("NullAway.Init")
  WithoutBrainIT() {
    backend = server("first");
  }

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
  void publishAll() throws Exception {
    TopicSetup.await(kafka, new CountDownLatch(1));
    Views.publish(writer, running("acme", 1, backend));
    Views.publish(writer, Views.of("lazy", 1).with(InstanceStatus.ASLEEP).build());
    Views.publish(writer, running("doomed", 1, backend));
  }

  @AfterEach
  void end() {
    edges.forEach(Edge::close);
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
                "--activity.interval=50ms",
                "--snapshot.interval=50ms",
                "--snapshot.file=" + directory.resolve("routes.snapshot"),
                "--wake.timeout=" + WAKE_TIMEOUT.toMillis() + "ms"),
            Map.of()));
  }

  /** An edge that had all routes, and has left a snapshot. */
  private void leaveSnapshot() throws Exception {
    try (Edge edge = edge()) {
      edge.start();
    }
    assertThat(directory.resolve("routes.snapshot")).exists();
  }

  /** Starts an edge as the program does, and does not wait for a broker. */
  private Edge startWithoutBroker() {
    Edge edge = startInBackground();
    Eventually.until("ready by the snapshot", edge::serves);
    return edge;
  }

  private Edge startInBackground() {
    Edge edge = edge();
    edges.add(edge);
    Thread.ofVirtual().start(() -> start(edge));
    return edge;
  }

  private static void start(Edge edge) {
    try {
      edge.start();
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void shouldServeFromTheSnapshotAndCatchUpWhenTheBrokerIsBack() throws Exception {
    leaveSnapshot();
    Eventually.get(writer.remove(Topic.DOMAINS, "doomed.example.org"));
    Eventually.get(writer.remove(Topic.INSTANCES, "doomed"));
    int second = server("second");
    Eventually.get(
        writer.write(Topic.INSTANCES, "acme", Codecs.INSTANCE_VIEW, running("acme", 2, second)));
    broker.stop();

    Edge edge = startWithoutBroker();

    assertThat(admin(edge, "/ready").status()).isEqualTo(200);
    assertThat(admin(edge, "/routes").text())
        .startsWith("{\"domains\":3,\"instances\":3,\"source\":\"snapshot\",\"asOf\":\"2");
    try (RawClient client = new RawClient(edge.port())) {
      for (int i = 0; i < 200; i++) {
        assertThat(client.send(request("GET /", "acme")).answer().text()).isEqualTo("first");
      }
      assertThat(client.send(request("GET /", "doomed")).answer().status()).isEqualTo(200);
    }

    broker.startAgain();

    Eventually.until("the newer view", () -> get(edge, "acme").text().equals("second"));
    assertThat(get(edge, "doomed").status()).isEqualTo(404);
    assertThat(admin(edge, "/routes").text())
        .startsWith("{\"domains\":2,\"instances\":2,\"source\":\"topics\"");
    Eventually.until(
        "the snapshot has all of it",
        () -> admin(edge, "/routes").text().contains("\"unsaved\":0,"));
    assertThat(
            new Snapshot(directory.resolve("routes.snapshot"), kafka)
                .read()
                .orElseThrow()
                .table()
                .domains())
        .isEqualTo(2);
  }

  @Test
  void shouldTellAllUseOnceWhenTheBrokerIsBack() throws Exception {
    leaveSnapshot();
    broker.stop();
    Edge edge = startWithoutBroker();
    try (RawClient client = new RawClient(edge.port())) {
      for (int i = 0; i < 300; i++) {
        assertThat(client.send(request("GET /", "acme")).answer().status()).isEqualTo(200);
      }
      broker.startAgain();

      List<ActivityReport> reports = new CopyOnWriteArrayList<>();
      try (TopicReader reader = activity(reports)) {
        Eventually.until(
            () -> "300 requests, not " + requests(reports), () -> requests(reports) >= 300);
        assertThat(client.send(request("GET /", "acme")).answer().status()).isEqualTo(200);
        Eventually.until(
            () -> "301 requests, not " + requests(reports), () -> requests(reports) > 300);
        assertThat(requests(reports)).isEqualTo(301);
        assertThat(reader.caughtUp()).isDone();
      }
    }
  }

  private TopicReader activity(List<ActivityReport> reports) {
    return new TopicReader(
        kafka,
        "test-activity",
        writer,
        List.of(
            Source.table(
                Topic.ACTIVITY,
                Codecs.ACTIVITY,
                (key, report, raw) -> {
                  if (report != null && key.equals("acme")) {
                    reports.add(report);
                  }
                })));
  }

  private static long requests(List<ActivityReport> reports) {
    return reports.stream().mapToLong(ActivityReport::requests).sum();
  }

  @Test
  void shouldAnswerWakesAtOnceWhileNoneCanBeWritten() throws Exception {
    leaveSnapshot();
    broker.stop();
    Edge edge = startWithoutBroker();
    assertCannotWake(edge);

    long begin = System.nanoTime();
    for (int i = 0; i < 50; i++) {
      assertCannotWake(edge);
    }

    // If each were tried, each would take the time-out; only now and then one is.
    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .isLessThan(WAKE_TIMEOUT.multipliedBy(25));
    broker.startAgain();
    try (RawClient client = new RawClient(edge.port())) {
      String page = request("GET /", "lazy", "Accept: text/html", "Sec-Fetch-Mode: navigate");
      Eventually.until("a wake is written", () -> !title(client, page).equals("cannot-wake"));
    }
  }

  /** The problem of the answer, which is a page once the wake is written. */
  private static String title(RawClient client, String page) {
    try {
      return client.send(page).answer().text().contains("cannot be woken") ? "cannot-wake" : "page";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void assertCannotWake(Edge edge) throws IOException {
    RawClient.RawAnswer answer = get(edge, "lazy");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).isEqualTo("5");
    assertThat(answer.text()).contains("urn:dormouse:problem:cannot-wake");
  }

  @Test
  void shouldStayAsItIsWithoutABrokerForLong() throws Exception {
    leaveSnapshot();
    broker.stop();
    Edge edge = startWithoutBroker();
    try (RawClient client = new RawClient(edge.port())) {
      long threads = 0;
      long heap = 0;
      for (int interval = 0; interval < INTERVALS; interval++) {
        use(client, interval);
        if (interval % (INTERVALS / 3) == 0) {
          assertCannotWakeAgainAndAgain(edge);
        }
        if (interval == INTERVALS / 3) {
          threads = threads();
          heap = Memory.heap();
        }
      }
      assertThat(threads()).isLessThanOrEqualTo(threads + 2);
      assertThat(Memory.heap()).isLessThan(heap + ROOM);
    }
  }

  /** Asks ten times; only the first wake may be tried, and take its time-out. */
  private static void assertCannotWakeAgainAndAgain(Edge edge) throws IOException {
    for (int i = 0; i < 10; i++) {
      assertCannotWake(edge);
    }
  }

  /** Sends requests of which no two are alike. */
  private static void use(RawClient client, int interval) throws IOException {
    StringBuilder requests = new StringBuilder();
    for (int i = 0; i < REQUESTS_OF_EACH; i++) {
      requests.append(request("GET /%d/%d/%s".formatted(interval, i, LONG_PATH), "acme"));
    }
    client.send(requests.toString());
    for (int i = 0; i < REQUESTS_OF_EACH; i++) {
      assertThat(client.answer().status()).isEqualTo(200);
    }
  }

  private static long threads() {
    return Thread.getAllStackTraces().size();
  }

  @Test
  void shouldReadAllAgainWhenTheTopicsWereMadeAnew() throws Exception {
    leaveSnapshot();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin
          .deleteTopics(List.of(kafka.name(Topic.DOMAINS), kafka.name(Topic.INSTANCES)))
          .all()
          .get();
    }
    Eventually.until("the topics are made anew", this::madeAnew);
    Views.publish(writer, running("acme", 1, server("anew")));

    Edge edge = startInBackground();

    Eventually.until(
        "all was read",
        () -> edge.serves() && admin(edge, "/routes").text().contains("\"source\":\"topics\""));
    assertThat(get(edge, "acme").text()).isEqualTo("anew");
    assertThat(get(edge, "doomed").status()).isEqualTo(404);
    assertThat(get(edge, "lazy").status()).isEqualTo(404);
    assertThat(admin(edge, "/routes").text()).startsWith("{\"domains\":1,\"instances\":1,");
  }

  private boolean madeAnew() {
    try {
      return TopicSetup.await(kafka, new CountDownLatch(1));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void shouldWaitForABrokerWhenTheSnapshotIsBroken() throws Exception {
    leaveSnapshot();
    Path file = directory.resolve("routes.snapshot");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    broker.stop();
    Edge edge = startInBackground();
    Eventually.until("it waits for a broker", () -> listens(edge));
    assertThat(admin(edge, "/ready").status()).isEqualTo(503);
    assertThat(edge.serves()).isFalse();

    broker.startAgain();

    Eventually.until("ready by the topics", edge::serves);
    assertThat(get(edge, "acme").text()).isEqualTo("first");
  }

  private static boolean listens(Edge edge) {
    try {
      return admin(edge, "/health").status() == 200;
    } catch (UncheckedIOException | IllegalStateException notYet) {
      return false;
    }
  }

  private static RawClient.RawAnswer get(Edge edge, String instance) {
    return ask(edge.port(), request("GET /", instance));
  }

  private static RawClient.RawAnswer admin(Edge edge, String path) {
    return ask(edge.adminPort(), request("GET " + path, "admin"));
  }

  private static RawClient.RawAnswer ask(int port, String request) {
    try (RawClient client = new RawClient(port)) {
      return client.send(request).answer();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private InstanceView running(String id, long sequence, int port) {
    return Views.of(id, sequence)
        .with(InstanceStatus.RUNNING)
        .at("127.0.0.1", port, sequence)
        .build();
  }
}
