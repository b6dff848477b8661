package io.dormouse.edge;

import static io.dormouse.edge.EdgeUnderTest.request;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.forward.NamedBackend;
import io.dormouse.kit.settings.Settings;
import io.dormouse.kit.topics.EmbeddedBroker;
import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.kit.topics.TopicSetup;
import io.dormouse.kit.topics.TopicWriter;
import io.dormouse.language.host.HostId;
import io.dormouse.language.host.ReplicaReport;
import io.dormouse.language.host.ReplicaStatus.Ready;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceStatus;
import io.dormouse.language.instance.ReplicaId;
import io.dormouse.language.instance.ReplicaStage;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** A whole edge, a real broker, and hosts that report; the test plays the streams app. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReportsIT {

  private final EmbeddedBroker broker = EmbeddedBroker.start();
  private final KafkaSettings kafka = broker.kafkaSettings();
  private final TopicWriter writer = new TopicWriter(kafka, "test", Duration.ofSeconds(10));
  private final KafkaProducer<byte[], byte[]> producer =
      new KafkaProducer<>(
          Map.of("bootstrap.servers", broker.bootstrapServers()),
          new ByteArraySerializer(),
          new ByteArraySerializer());
  private final NamedBackend backend = new NamedBackend("right");
  private Edge edge;

  @SuppressWarnings("NullAway.Init")
  ReportsIT() throws IOException {}

  @BeforeAll
  void makeTopics() throws Exception {
    TopicSetup.await(kafka, new CountDownLatch(1));
  }

  @BeforeEach
  void makeEdge() {
    List<String> flags =
        List.of(
            "--kafka.bootstrap.servers=" + broker.bootstrapServers(),
            "--listen.port=0",
            "--admin.port=0",
            "--drain.timeout=1s",
            "--snapshot.file=",
            "--wake.timeout=2s");
    edge = new Edge(Settings.load(EdgeSettings.class, flags, Map.of()));
  }

  @AfterEach
  void closeEdge() {
    edge.close();
  }

  @AfterAll
  void end() throws IOException {
    writer.close();
    producer.close();
    backend.close();
    broker.close();
  }

  @Test
  @Order(1)
  void shouldReleaseByTheReportOfTheGenerationThatStartsAndByNoOther() throws Exception {
    edge.start();
    awaitThatReportsAreRead();
    starts("acme", 5);
    try (NamedBackend wrong = new NamedBackend("wrong");
        RawClient client = held("acme")) {
      write("acme", "nonsense".getBytes(UTF_8));
      write("acme", Codecs.REPLICA_REPORT.encode(ready("beta", Views.HOST, 5, wrong)));
      report(ready("acme", Views.HOST, 4, wrong));
      report(ready("acme", new HostId("host-2"), 5, wrong));
      report(ready("acme", Views.HOST, 5, backend));

      assertThat(client.answer().text()).isEqualTo("right");
      assertThat(wrong.connections()).isZero();
      Eventually.until("two dead letters", () -> deadLetters() == 2);
      assertThat(metric("dormouse_edge_releases_total{by=\"view\"}")).isZero();
    }
  }

  @Test
  @Order(2)
  void shouldWaitForTheViewWhenItWasNotThereForTheReport() throws Exception {
    starts("missed", 5);
    report(ready("missed", Views.HOST, 5, backend));
    edge.start();
    try (RawClient client = held("missed")) {
      awaitThatReportsAreRead();
      assertThat(metric("dormouse_edge_held_requests")).isEqualTo(1);

      runs("missed", 5);

      assertThat(client.answer().text()).isEqualTo("right");
      assertThat(metric("dormouse_edge_releases_total{by=\"view\"}")).isEqualTo(1);
    }
  }

  @Test
  @Order(3)
  void shouldServeByTheViewsAloneWhenTheTopicIsGone() throws Exception {
    edge.start();
    try (Admin admin = admin()) {
      admin.deleteTopics(List.of(kafka.name(Topic.REPLICA_REPORTS))).all().get();
    }
    starts("alone", 5);
    try (RawClient client = held("alone")) {
      runs("alone", 5);

      assertThat(client.answer().text()).isEqualTo("right");
      assertThat(admin("/ready").status()).isEqualTo(200);
    }
  }

  /** Reports another instance as ready until a request to it is answered. */
  private void awaitThatReportsAreRead() throws Exception {
    String probe = "probe-" + edge.port();
    starts(probe, 1);
    try (RawClient client = held(probe)) {
      CompletableFuture<String> answered =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return client.answer().text();
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              },
              Thread::startVirtualThread);
      while (!answered.isDone()) {
        report(ready(probe, Views.HOST, 1, backend));
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      }
      assertThat(answered.join()).isEqualTo("right");
    }
  }

  private void starts(String id, long generation) {
    Views.publish(
        writer,
        Views.of(id, 1)
            .with(InstanceStatus.STARTING)
            .replica(ReplicaStage.STARTING, generation)
            .build());
  }

  private void runs(String id, long generation) {
    Views.publish(
        writer,
        Views.of(id, 2)
            .with(InstanceStatus.RUNNING)
            .endpoints(backend.as(0, generation))
            .replica(ReplicaStage.RUNNING, generation)
            .build());
  }

  private static ReplicaReport ready(String id, HostId host, long generation, NamedBackend at) {
    ReplicaId replica = new ReplicaId(new InstanceId(id), 0);
    return ReplicaReport.of(
        host, replica, generation, new Ready("127.0.0.1", at.port(), Views.PHASES));
  }

  private void report(ReplicaReport report) throws Exception {
    write(report.replica().instance().value(), Codecs.REPLICA_REPORT.encode(report));
  }

  private void write(String key, byte[] value) throws Exception {
    producer
        .send(new ProducerRecord<>(kafka.name(Topic.REPLICA_REPORTS), key.getBytes(UTF_8), value))
        .get();
  }

  private Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  private long deadLetters() {
    TopicPartition only = new TopicPartition(kafka.name(Topic.DEAD_LETTERS), 0);
    try (Admin admin = admin()) {
      return Eventually.get(
              admin
                  .listOffsets(Map.of(only, OffsetSpec.latest()))
                  .partitionResult(only)
                  .toCompletionStage())
          .offset();
    }
  }

  /** A client with a request to an instance, which waits for it. */
  private RawClient held(String id) throws IOException {
    double before = metric("dormouse_edge_held_requests");
    Eventually.until("its route", () -> routed(id));
    RawClient client = new RawClient(edge.port()).send(request("GET /", id));
    Eventually.until("held", () -> metric("dormouse_edge_held_requests") == before + 1);
    return client;
  }

  private boolean routed(String id) {
    return ask(edge.port(), request("GET /.dormouse/x", id)).text().contains("not-found");
  }

  private double metric(String name) {
    return admin("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .sum();
  }

  private RawClient.RawAnswer admin(String path) {
    return ask(edge.adminPort(), request("GET " + path, "admin"));
  }

  private static RawClient.RawAnswer ask(int port, String request) {
    try (RawClient client = new RawClient(port)) {
      return client.send(request).answer();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
