package io.dormouse.streams.api.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.core.Sample;
import io.dormouse.kit.topics.EmbeddedBroker;
import io.dormouse.kit.topics.TopicSetup;
import io.dormouse.kit.topics.TopicWriter;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.AnnouncedSchemas;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.api.ApiParts;
import io.dormouse.streams.api.ControlApi;
import io.dormouse.streams.api.fixture.ApiClient;
import io.dormouse.streams.api.fixture.ApiClient.Reply;
import io.dormouse.streams.api.fixture.RealBrain;
import io.dormouse.streams.api.fixture.Surroundings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two control APIs before one brain, on a real broker. */
class BlueprintsIT {

  private static final String KEY = "Idempotency-Key";
  private static final String OLDER = Sample.NOTES.value();

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private static Path state;

  @SuppressWarnings("NullAway.Init")
  private static EmbeddedBroker broker;

  @SuppressWarnings("NullAway.Init")
  private static RealBrain brain;

  @SuppressWarnings("NullAway.Init")
  private static ControlApi secondApi;

  @SuppressWarnings("NullAway.Init")
  private static ApiClient first;

  @SuppressWarnings("NullAway.Init")
  private static ApiClient second;

  @BeforeAll
  static void open() throws Exception {
    broker = EmbeddedBroker.start();
    writeAsAnOlderProgram();
    brain = RealBrain.start(broker, state);
    secondApi =
        ControlApi.start(
            Surroundings.settings(Duration.ofSeconds(20)),
            new ApiParts(
                broker.kafkaSettings(),
                brain.brain().writer(),
                () -> true,
                AnnouncedSchemas.NONE,
                brain.history()));
    first = brain.client();
    second = new ApiClient(secondApi.port());
    Surroundings.awaitUntil(() -> second.get("/ready").status() == 200);
  }

  /** Writes a blueprint to its topic alone. */
  private static void writeAsAnOlderProgram() throws InterruptedException {
    TopicSetup.await(broker.kafkaSettings(), new CountDownLatch(1));
    try (TopicWriter writer =
        new TopicWriter(broker.kafkaSettings(), "older", Duration.ofSeconds(10))) {
      writer.write(Topic.BLUEPRINTS, OLDER, Codecs.BLUEPRINT, Sample.BLUEPRINT).join();
    }
  }

  @AfterAll
  static void close() {
    second.close();
    secondApi.close();
    brain.close();
    broker.close();
  }

  @Test
  void shouldGiveEachOfManyChangesAtOnceAVersionOfItsOwn() {
    List<Reply> replies =
        atOnce(40, i -> put(i % 2 == 0 ? first : second, "/v1/blueprints/raced", "notes:" + i));

    assertThat(replies)
        .extracting(reply -> reply.body().at("/version").asInt())
        .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, 40).boxed().toList());
    for (int i = 0; i < replies.size(); i++) {
      Reply reply = replies.get(i);
      assertThat(reply.text("/image")).isEqualTo("notes:" + i);
      assertThat(reply.status()).isEqualTo(reply.text("/version").equals("1") ? 201 : 200);
    }
    for (ApiClient api : List.of(first, second)) {
      Surroundings.awaitUntil(() -> api.get("/v1/blueprints/raced").text("/version").equals("40"));
    }
  }

  @Test
  void shouldLetOneOfManyReplaceAVersion() {
    put(first, "/v1/blueprints/guarded", "notes:first");

    List<Reply> replies =
        atOnce(
            10,
            i ->
                (i % 2 == 0 ? first : second)
                    .put(
                        "/v1/blueprints/guarded",
                        body("notes:" + i).replace("}", ", \"version\": 1}")));

    assertThat(replies).extracting(Reply::status).containsOnly(200, 409).containsOnlyOnce(200);
    assertThat(replies)
        .filteredOn(reply -> reply.status() == 409)
        .hasSize(9)
        .allSatisfy(reply -> {
          assertThat(reply.text("/type")).isEqualTo("urn:dormouse:problem:conflict");
          assertThat(reply.text("/detail")).contains("the present version 2").contains("got 1");
          assertThat(reply.text("/version")).isEqualTo("2");
        });
  }

  @Test
  void shouldGoOnFromTheVersionOfAnOlderProgram() {
    Reply reply = put(second, "/v1/blueprints/" + OLDER, "notes:next");

    assertThat(Sample.BLUEPRINT.version()).isEqualTo(3);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.text("/version")).isEqualTo("4");
  }

  @Test
  void shouldDoARequestOnceThatComesToBoth() {
    Reply done = first.put("/v1/blueprints/once", body("notes:1"), KEY, "once");
    Reply other = put(first, "/v1/blueprints/once", "notes:2");
    Surroundings.awaitUntil(() -> second.get("/v1/blueprints/once").text("/version").equals("2"));
    Reply again = second.put("/v1/blueprints/once", body("notes:1"), KEY, "once");
    Reply reused = second.put("/v1/blueprints/once", body("notes:3"), KEY, "once");

    assertThat(done.status()).isEqualTo(201);
    assertThat(other.text("/version")).isEqualTo("2");
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.text("/version")).isEqualTo("2");
    assertThat(again.text("/image")).isEqualTo("notes:2");
    assertThat(reused.status()).isEqualTo(422);
  }

  @Test
  void shouldKeepTheLastOfManyPlansAtOnceAndRemoveIt() {
    List<Reply> made =
        atOnce(
            10,
            i ->
                (i % 2 == 0 ? first : second)
                    .put("/v1/plans/raced", "{\"expires\": \"%dd\"}".formatted(i + 1)));
    Surroundings.awaitUntil(
        () -> first.get("/v1/plans/raced").body().equals(second.get("/v1/plans/raced").body()));
    List<Reply> gone = atOnce(10, i -> (i % 2 == 0 ? first : second).delete("/v1/plans/raced"));

    assertThat(made).extracting(Reply::status).containsOnly(200, 201).containsOnlyOnce(201);
    for (int i = 0; i < made.size(); i++) {
      assertThat(made.get(i).text("/expires")).isEqualTo((i + 1) + "d");
    }
    assertThat(gone).extracting(Reply::status).isSubsetOf(204, 404).contains(204);
    for (ApiClient api : List.of(first, second)) {
      Surroundings.awaitUntil(() -> api.get("/v1/plans/raced").status() == 404);
    }
  }

  private static Reply put(ApiClient api, String path, String image) {
    return api.put(path, body(image));
  }

  private static String body(String image) {
    return "{\"image\": \"%s\", \"memory\": \"64MiB\", \"port\": 80}".formatted(image);
  }

  private static List<Reply> atOnce(int count, IntFunction<Reply> request) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<Reply>> all =
          IntStream.range(0, count)
              .mapToObj(i -> CompletableFuture.supplyAsync(() -> request.apply(i), threads))
              .toList();
      return all.stream().map(CompletableFuture::join).toList();
    }
  }
}
