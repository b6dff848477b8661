package io.dormouse.streams.api.instance;

import static io.dormouse.streams.api.fixture.ProblemAssertions.assertProblem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dormouse.kit.topics.TopicWriter;
import io.dormouse.streams.api.ControlApi;
import io.dormouse.streams.api.fixture.ApiClient;
import io.dormouse.streams.api.fixture.ApiClient.Batch;
import io.dormouse.streams.api.fixture.ApiClient.Reply;
import io.dormouse.streams.api.fixture.InSurroundings;
import io.dormouse.streams.api.fixture.Surroundings;
import io.dormouse.streams.api.http.batch.BatchLimits;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SubmissionPublisher;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Creates of many instances with one request. */
@ExtendWith(InSurroundings.class)
final class BatchTest {

  private static final String KEY = "Idempotency-Key";

  private final Surroundings it;
  private final ApiClient client;

  BatchTest(Surroundings it) {
    this.it = it;
    this.client = it.client;
  }

  @BeforeEach
  void blueprint() {
    it.blueprint("notes");
  }

  private static String line(String id, String... more) {
    return "{\"id\": \"%s\", \"blueprint\": \"notes\"%s}"
        .formatted(id, List.of(more).stream().map(", "::concat).collect(Collectors.joining()));
  }

  private static String lines(String prefix, int many) {
    return IntStream.rangeClosed(1, many)
        .mapToObj(i -> line(prefix + i) + "\n")
        .collect(Collectors.joining());
  }

  private List<String> historyTypes(String id) {
    return client.get("/v1/instances/" + id + "/history").body().findValuesAsText("type");
  }

  @Test
  void shouldAnswerAThousandLinesInOrder() {
    Batch batch = client.batch(lines("thousand-", 1_000));

    assertThat(batch.status()).isEqualTo(200);
    assertThat(batch.raw().headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
    assertThat(batch.all("/line"))
        .isEqualTo(IntStream.rangeClosed(1, 1_000).mapToObj(Integer::toString).toList());
    assertThat(batch.all("/instance"))
        .isEqualTo(IntStream.rangeClosed(1, 1_000).mapToObj(i -> "thousand-" + i).toList());
    assertThat(batch.all("/status")).containsOnly("202");
    assertThat(batch.all("/outcome")).containsOnly("accepted");
    assertThat(client.get("/v1/instances/thousand-1000").status()).isEqualTo(200);
  }

  @Test
  void shouldAnswerALineOfWhichNothingIsRightAndGoOn() {
    Batch batch =
        client.batch(
            String.join(
                "\n",
                line("middle-1"),
                "{\"id\": \"middle-2\",",
                "",
                line("middle-4", "\"colour\": \"red\""),
                line("x".repeat(41)),
                "{\"id\": \"middle-6\", \"blueprint\": \"none\"}",
                line("middle-7", "\"idempotencyKey\": \"a b\""),
                line("middle-8", "\"owner\": \"%s\"".formatted("x".repeat(9_000))),
                line("middle-9")));

    assertThat(batch.status()).isEqualTo(200);
    assertThat(batch.all("/status"))
        .containsExactly("202", "400", "400", "400", "400", "422", "400", "413", "202");
    assertThat(batch.all("/problem/type"))
        .map(type -> type.replace("urn:dormouse:problem:", ""))
        .containsExactly(
            "",
            "malformed-body",
            "malformed-body",
            "invalid-request",
            "invalid-request",
            "unknown-blueprint",
            "invalid-request",
            "too-large",
            "");
    assertThat(batch.all("/instance"))
        .containsExactly(
            "middle-1", "", "", "middle-4", "", "middle-6", "middle-7", "", "middle-9");
    assertThat(batch.line(7).at("/problem/detail").asText()).contains("'idempotencyKey'", "'a b'");
    assertThat(batch.line(8).at("/problem/detail").asText()).contains("at most 8192 bytes");
    assertThat(client.get("/v1/instances/middle-9").status()).isEqualTo(200);
  }

  @Test
  void shouldSayOfALineWhatItSaysOfTheSingleRequest() {
    String wrong = "{\"id\": \"single\", \"blueprint\": \"notes\", \"plan\": \"No Plan\"}";

    Reply single = client.post("/v1/instances", wrong);
    Batch batch = client.batch(wrong);

    assertThat(batch.line(1).path("problem")).isEqualTo(single.body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n"})
  void shouldTakeALastLineWithAndWithoutABreak(String last) {
    String prefix = last.isEmpty() ? "open-" : "closed-";

    Batch batch = client.batch(line(prefix + "1") + "\r\n" + line(prefix + "2") + last);

    assertThat(batch.all("/instance")).containsExactly(prefix + "1", prefix + "2");
    assertThat(batch.all("/status")).containsOnly("202");
  }

  @Test
  void shouldExpectLines() {
    Reply json = client.post("/v1/instances:batch", line("typed"));
    Batch none = client.batch(BodyPublishers.noBody());
    Batch empty =
        client.batch(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[0])));

    assertProblem(json, 415, "unsupported-media-type", "application/x-ndjson");
    assertThat(none.status()).isEqualTo(400);
    assertThat(none.line(1).path("detail").asText()).contains("an empty body");
    assertThat(empty.status()).isEqualTo(400);
    assertThat(empty.line(1)).isEqualTo(none.line(1));
    assertThat(client.get("/v1/instances:batch").status()).isEqualTo(405);
  }

  @Test
  void shouldRefuseABatchOfAnUnknownSpeaker() {
    Batch batch = client.batch(line("spoken"), "Dormouse-User", "ann@example.org");

    assertThat(batch.status()).isEqualTo(400);
    assertThat(batch.line(1).path("detail").asText()).contains("Dormouse-User");
  }

  @Test
  void shouldNameTheUserOfTheBatchInEachLine() {
    client.batch(line("mine"), "Dormouse-User", "u-7");

    JsonNode first = client.get("/v1/instances/mine/history").body().path(0);
    assertThat(first.at("/actor/id").asText()).isEqualTo("u-7");
    assertThat(client.get("/v1/instances/mine").text("/owner")).isEqualTo("u-7");
  }

  @Test
  void shouldDoTheSameLineOnce() {
    Batch batch =
        client.batch(
            String.join("\n", line("twice"), line("twice"), line("twice", "\"owner\": \"o\"")));

    assertThat(batch.all("/status")).containsExactly("202", "202", "409");
    assertThat(batch.all("/outcome")).startsWith("accepted", "accepted");
    assertThat(batch.line(3).at("/problem/type").asText()).endsWith("instance-taken");
    assertThat(historyTypes("twice")).containsOnlyOnce("InstanceRequested");
  }

  @Test
  void shouldAnswerARepeatedBatchAsTheFirstTime() {
    String lines = lines("again-", 50) + "{}\n" + line("again-51", "\"idempotencyKey\": \"a-51\"");

    Batch first = client.batch(lines);
    Batch second = client.batch(lines);

    assertThat(second.lines()).isEqualTo(first.lines());
    assertThat(first.all("/status").stream().filter("202"::equals)).hasSize(51);
    assertThat(historyTypes("again-51")).containsOnlyOnce("InstanceRequested");
  }

  @Test
  void shouldTakeTheSameLineForAnotherCommandUnderAnotherKey() {
    Batch first = client.batch(line("keyed-line"), KEY, "batch-1");
    Batch same = client.batch(line("keyed-line"), KEY, "batch-1");
    Batch other = client.batch(line("keyed-line"), KEY, "batch-2");

    assertThat(first.all("/status")).containsExactly("202");
    assertThat(same.lines()).isEqualTo(first.lines());
    assertThat(other.all("/status")).containsExactly("409");
  }

  @Test
  void shouldRefuseAKeyOfAnotherLineOrRequest() {
    client.post("/v1/instances", line("reused-1"), KEY, "reused-single");

    Batch batch =
        client.batch(
            String.join(
                "\n",
                line("reused-2", "\"idempotencyKey\": \"reused-line\""),
                line("reused-3", "\"idempotencyKey\": \"reused-single\"")));
    Batch next = client.batch(line("reused-4", "\"idempotencyKey\": \"reused-line\""));

    assertThat(batch.all("/status")).containsExactly("202", "422");
    assertThat(next.all("/status")).containsExactly("422");
    assertThat(next.line(1).at("/problem/type").asText()).endsWith("key-reused");
    assertThat(next.line(1).path("instance").asText()).isEqualTo("reused-4");
    assertThat(client.get("/v1/instances/reused-4").status()).isEqualTo(404);
  }

  /** An API of its own with these limits. */
  private final class Limited implements AutoCloseable {

    private final TopicWriter writer = new TopicWriter(it.kafka, "limited", Duration.ofSeconds(2));
    private final ControlApi api;
    private final ApiClient client;

    Limited(Duration decision, int commands, int batches, int lines) {
      api =
          ControlApi.start(
              Surroundings.settings(
                  decision, commands, new BatchLimits(batches, lines, Duration.ofHours(1))),
              it.parts(writer));
      client = new ApiClient(api.port());
      Surroundings.awaitUntil(() -> client.get("/ready").status() == 200);
    }

    Reply create(String id) {
      return client.post("/v1/instances", line(id));
    }

    @Override
    public void close() {
      client.close();
      api.close();
      writer.close();
    }
  }

  @Test
  void shouldRefuseACommandBeyondTheMostAndLetABatchWait() {
    try (Limited limited = new Limited(Duration.ofMillis(300), 1, 1, 1)) {
      Reply undecided = limited.create("silent-429");
      Reply refused = limited.create("refused-429");
      Reply refusedSignUp =
          limited.client.post(
              "/v1/signups", "{\"instance\": \"refused-429\", \"blueprint\": \"notes\"}");
      Reply refusedPlan = limited.client.put("/v1/plans/refused-429", "{}");
      Reply read = limited.client.get("/v1/instances");
      Batch batch = limited.client.batch(lines("waiting-", 30));

      assertThat(undecided.text("/outcome")).isEqualTo("pending");
      assertProblem(refused, 429, "too-many-commands", "at most 1 undecided commands");
      assertThat(refused.header("Retry-After")).isEqualTo("1");
      assertProblem(refusedSignUp, 429, "too-many-commands", "at most 1 undecided commands");
      assertProblem(refusedPlan, 429, "too-many-commands", "at most 1 undecided commands");
      assertThat(read.status()).isEqualTo(200);
      assertThat(batch.all("/status")).hasSize(30).containsOnly("202");
      assertThat(batch.all("/outcome")).containsOnly("accepted");
    }
    assertThat(client.get("/v1/instances/refused-429").status()).isEqualTo(404);
  }

  @Test
  void shouldTakeCommandsAgainOnceTheyAreDecided() {
    try (Limited limited = new Limited(Duration.ofSeconds(10), 1, 1, 1)) {
      assertThat(IntStream.range(0, 20).mapToObj(i -> limited.create("one-by-one-" + i).status()))
          .containsOnly(202);
      assertThat(limited.create("one-by-one-0").status()).isEqualTo(409);
      assertThat(limited.create("one-by-one-20").status()).isEqualTo(202);
    }
  }

  @Test
  void shouldRefuseABatchBeyondTheMost() {
    SubmissionPublisher<ByteBuffer> lines = new SubmissionPublisher<>();
    try (Limited limited = new Limited(Duration.ofSeconds(10), 10, 1, 10)) {
      CompletableFuture<Batch> first =
          CompletableFuture.supplyAsync(
              () -> limited.client.batch(BodyPublishers.fromPublisher(lines)));
      Surroundings.awaitUntil(lines::hasSubscribers);
      lines.submit(UTF_8.encode(line("first-429") + "\n"));
      Surroundings.awaitUntil(() -> limited.client.get("/v1/instances/first-429").status() == 200);

      Batch second = limited.client.batch(lines("second-429-", 3));
      lines.close();

      assertThat(first.join().all("/status")).containsExactly("202");
      assertThat(second.status()).isEqualTo(429);
      assertThat(second.raw().headers().firstValue("Retry-After")).hasValue("5");
      assertThat(second.line(1).path("type").asText()).endsWith("too-many-commands");
      assertThat(limited.client.batch(lines("third-429-", 3)).status()).isEqualTo(200);
      assertThat(limited.client.get("/v1/instances/second-429-1").status()).isEqualTo(404);
    }
  }
}
