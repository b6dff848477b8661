package io.dormouse.streams.api;

import io.dormouse.kit.settings.ByteSize;
import io.dormouse.kit.topics.EmbeddedBroker;
import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.kit.topics.TopicSetup;
import io.dormouse.kit.topics.TopicWriter;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.topics.Topic;
import io.dormouse.streams.api.http.ConnectionLimits;
import io.dormouse.streams.api.http.HostNames;
import io.dormouse.streams.api.owner.OwnersSettings;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** A broker with all topics, a brain, and the API on a free port. */
final class Surroundings implements AutoCloseable {

  static final int STREAMS = 4;
  static final Duration PATIENCE = Duration.ofSeconds(30);

  final EmbeddedBroker broker = EmbeddedBroker.start();
  final KafkaSettings kafka = broker.kafkaSettings();
  final Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
  final AtomicBoolean streamsRunning = new AtomicBoolean(true);
  final TopicWriter writer;
  final ControlApi api;
  final ApiClient client;
  private final FakeBrain brain;

  Surroundings() throws InterruptedException {
    new TopicSetup(admin, kafka).ensure();
    writer = new TopicWriter(kafka, "api-test", Duration.ofSeconds(2));
    brain = new FakeBrain(kafka, writer);
    api = ControlApi.start(settings(Duration.ofSeconds(10)), kafka, writer, streamsRunning::get);
    client = new ApiClient(api.port());
    awaitUntil(() -> client.get("/ready").status() == 200);
  }

  static ApiSettings settings(Duration decisionTimeout) {
    return new ApiSettings(
        "127.0.0.1",
        0,
        new ByteSize(64 << 10),
        decisionTimeout,
        new DomainName("localhost"),
        STREAMS,
        new HostNames(""),
        new ConnectionLimits(
            2_000, Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(60)),
        OwnersSettings.NOWHERE);
  }

  static void awaitUntil(BooleanSupplier condition) {
    Deadline deadline = Deadline.in(PATIENCE);
    while (!condition.getAsBoolean()) {
      if (deadline.passed()) {
        throw new AssertionError("Expected the condition to hold within " + PATIENCE);
      }
      Thread.onSpinWait();
    }
  }

  /** How many records the API may have written so far: all of its output topics, to the end. */
  long written() throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> ends =
        Stream.of(
                Topic.SIGNUPS,
                Topic.INSTANCE_COMMANDS,
                Topic.DOMAIN_COMMANDS,
                Topic.BLUEPRINTS,
                Topic.PLANS)
            .flatMap(topic ->
                IntStream.range(0, kafka.partitions(topic))
                    .mapToObj(p -> new TopicPartition(kafka.name(topic), p)))
            .collect(Collectors.toMap(Function.identity(), p -> OffsetSpec.latest()));
    return admin.listOffsets(ends).all().get().values().stream()
        .mapToLong(end -> end.offset())
        .sum();
  }

  /** Registers a blueprint; more members as {@code "name": value}. */
  void blueprint(String id, String... more) {
    String members =
        Stream.concat(
                Stream.of("\"image\": \"notes:1\"", "\"port\": 8080"),
                Stream.concat(
                    Arrays.stream(more),
                    Arrays.stream(more).anyMatch(m -> m.startsWith("\"memory\""))
                        ? Stream.empty()
                        : Stream.of("\"memory\": \"256MiB\"")))
            .collect(Collectors.joining(", "));
    ApiClient.Reply reply = client.put("/v1/blueprints/" + id, "{" + members + "}");
    if (reply.status() != 200 && reply.status() != 201) {
      throw new AssertionError("Expected the blueprint to be taken, but got " + reply.body());
    }
  }

  /** Registers a plan of 30 days. */
  void plan(String id) {
    ApiClient.Reply reply = client.put("/v1/plans/" + id, "{\"expires\": \"30d\"}");
    if (reply.status() != 200 && reply.status() != 201) {
      throw new AssertionError("Expected the plan to be taken, but got " + reply.body());
    }
  }

  /** Makes an instance, asleep. */
  void instance(String id) {
    blueprint("notes");
    ApiClient.Reply reply =
        client.post("/v1/instances", "{\"id\": \"%s\", \"blueprint\": \"notes\"}".formatted(id));
    if (!reply.text("/outcome").equals("accepted")) {
      throw new AssertionError("Expected the instance to be made, but got " + reply.body());
    }
  }

  /** Makes an instance, unless it is there. */
  void ensureInstance(String id) {
    if (client.get("/v1/instances/" + id).status() == 404) {
      instance(id);
    }
  }

  @Override
  public void close() {
    client.close();
    api.close();
    brain.close();
    admin.close(Duration.ofSeconds(1));
    writer.close();
    broker.close();
  }
}
