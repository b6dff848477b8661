package io.dormouse.streams.api.signup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dormouse.kit.topics.EmbeddedBroker;
import io.dormouse.streams.api.fixture.ApiClient;
import io.dormouse.streams.api.fixture.ApiClient.Reply;
import io.dormouse.streams.api.fixture.EventClient;
import io.dormouse.streams.api.fixture.EventClient.Event;
import io.dormouse.streams.api.fixture.RealBrain;
import io.dormouse.streams.api.fixture.Surroundings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sign-ups through the real brain on a real broker. */
class SignUpsIT {

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private static Path state;

  @SuppressWarnings("NullAway.Init")
  private static EmbeddedBroker broker;

  @SuppressWarnings("NullAway.Init")
  private static RealBrain brain;

  @SuppressWarnings("NullAway.Init")
  private static ApiClient client;

  @BeforeAll
  static void open() throws Exception {
    broker = EmbeddedBroker.start();
    brain = RealBrain.start(broker, state);
    client = brain.client();
    client.put(
        "/v1/blueprints/notes",
        """
        {"image": "notes:1", "memory": "64MiB", "port": 80, "resources": "shared"}\
        """);
  }

  @AfterAll
  static void close() {
    brain.close();
    broker.close();
  }

  @Test
  void shouldMakeOneInstanceOfEachOfAHundredSignUpsAtOnce() {
    List<Reply> replies =
        atOnce(100, i -> signUp("many-%d".formatted(i), "owner-" + i / 10, "many-" + i));
    List<Reply> again =
        atOnce(100, i -> signUp("many-%d".formatted(i), "owner-" + i / 10, "many-" + i));

    assertThat(replies)
        .allSatisfy(reply -> assertThat(reply.text("/outcome")).isEqualTo("accepted"));
    assertThat(again).allSatisfy(reply -> assertThat(reply.text("/outcome")).isEqualTo("ignored"));
    assertThat(replies)
        .allSatisfy(reply ->
            assertThat(client.get(reply.header("Location")).text("/progress")).isEqualTo("ready"));
    JsonNode history = client.get("/v1/instances/many-42/history").body();
    assertThat(history.findValuesAsText("type"))
        .startsWith("InstanceRequested", "ResourcesProvided")
        .doesNotHaveDuplicates();
    assertThat(history.at("/0/causedBy").asText()).isEqualTo("api-many-42");
  }

  @Test
  void shouldGiveAnOwnerTheQuotaOfManyAtOnceAndAPlaceAgainAfterARemoval() {
    List<Reply> replies = atOnce(30, i -> signUp("greedy-" + i, "greedy", "greedy-" + i));

    assertThat(
            replies.stream().collect(Collectors.groupingBy(Reply::status, Collectors.counting())))
        .containsEntry(202, 10L)
        .containsEntry(409, 20L)
        .hasSize(2);
    String mine =
        replies.stream()
            .filter(reply -> reply.status() == 202)
            .findFirst()
            .orElseThrow()
            .text("/instance");

    client.post("/v1/instances/" + mine + "/actions/delete", "{\"grace\": \"0s\"}");
    Surroundings.awaitUntil(() -> client.get("/v1/instances/" + mine).status() == 404);
    Surroundings.awaitUntil(
        () -> signUp("greedy-again", "greedy", UUID.randomUUID().toString()).status() == 202);
  }

  @Test
  void shouldTellAllButOneThatADomainIsTakenWhenTheyAskAtOnce() {
    List<Reply> replies =
        atOnce(
            8,
            i ->
                client.post(
                    "/v1/signups",
                    "{\"instance\": \"racer-%d\", \"blueprint\": \"notes\", \"domain\": \"race.example\"}"
                        .formatted(i)));

    assertThat(replies.stream().filter(reply -> reply.status() == 202)).hasSize(1);
    assertThat(replies.stream().filter(reply -> reply.status() == 409))
        .hasSize(7)
        .allSatisfy(reply ->
            assertThat(reply.text("/type")).isEqualTo("urn:dormouse:problem:domain-taken"));
  }

  @Test
  void shouldCountWhatTheApiMadeDirectlyAndNeverRefuseIt() {
    List<Reply> direct =
        atOnce(
            12,
            i ->
                client.post(
                    "/v1/instances",
                    "{\"id\": \"direct-%d\", \"blueprint\": \"notes\", \"owner\": \"direct\"}"
                        .formatted(i)));

    assertThat(direct).allSatisfy(reply -> assertThat(reply.status()).isEqualTo(202));
    Surroundings.awaitUntil(() ->
        signUp("direct-too", "direct", UUID.randomUUID().toString())
            .text("/type")
            .equals("urn:dormouse:problem:quota-reached"));
  }

  @Test
  void shouldTellThePageThatWaitsUntilItOpens() {
    CompletableFuture<Reply> made =
        CompletableFuture.supplyAsync(() -> signUp("told-1", "told", "told-1"));
    Surroundings.awaitUntil(() -> client.get("/v1/signups/api-told-1").status() == 200);
    try (EventClient events = new EventClient(brain.api().port(), "/v1/signups/api-told-1")) {
      Optional<Event> last = events.next();
      for (Optional<Event> next = last; next.isPresent(); next = events.next()) {
        last = next;
      }
      assertThat(last).hasValueSatisfying(event -> assertThat(event.id()).isEqualTo("ready"));
    }
    assertThat(made.join().status()).isEqualTo(202);
  }

  private static Reply signUp(String instance, String owner, String key) {
    return client.post(
        "/v1/signups",
        "{\"instance\": \"%s\", \"blueprint\": \"notes\", \"owner\": \"%s\"}"
            .formatted(instance, owner),
        "Idempotency-Key",
        key);
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
