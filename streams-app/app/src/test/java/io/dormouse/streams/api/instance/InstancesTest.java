package io.dormouse.streams.api.instance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dormouse.streams.api.ControlApi;
import io.dormouse.streams.api.fixture.ApiClient;
import io.dormouse.streams.api.fixture.ApiClient.Reply;
import io.dormouse.streams.api.fixture.InSurroundings;
import io.dormouse.streams.api.fixture.Surroundings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(InSurroundings.class)
final class InstancesTest {

  private final Surroundings it;
  private final ApiClient client;

  InstancesTest(Surroundings it) {
    this.it = it;
    this.client = it.client;
  }

  @Test
  void shouldShowAnInstanceWithTheActionsLegalNow() {
    it.instance("shown-1");
    client.act("shown-1", "wake");

    JsonNode shown = client.get("/v1/instances/shown-1").body();

    assertThat(members(shown))
        .containsExactlyInAnyOrder(
            "id",
            "blueprint",
            "blueprintVersion",
            "owner",
            "status",
            "since",
            "sequence",
            "generation",
            "host",
            "address",
            "port",
            "wakePending",
            "domains",
            "legalActions",
            "passivation",
            "memory",
            "expectedStart",
            "lastCause",
            "failure",
            "backoff",
            "resources",
            "plan",
            "expiresAt",
            "restorableUntil",
            "endpoints",
            "replicas",
            "degraded",
            "followsBlueprint",
            "serving",
            "pool",
            "queue",
            "links");
    assertThat(shown.at("/status").asText()).isEqualTo("running");
    assertThat(shown.at("/address").asText()).isEqualTo("127.0.0.1");
    assertThat(shown.at("/memory").asLong()).isEqualTo(256L << 20);
    assertThat(shown.at("/since").asText()).isEqualTo("2026-11-22T10:00:00.123456Z");
    assertThat(shown.at("/expectedStart").asText()).isEqualTo("4s");
    assertThat(shown.at("/legalActions").toString())
        .isEqualTo("[\"stop\",\"passivate\",\"delete\"]");
    assertThat(shown.at("/links/actions/passivate").asText())
        .isEqualTo("/v1/instances/shown-1/actions/passivate");
    assertThat(shown.at("/failure").isNull()).isTrue();
  }

  @Test
  void shouldShowTheFailureAndWhenItIsTriedAgain() {
    it.instance("failing-1");

    client.act("failing-1", "wake");
    JsonNode shown = client.get("/v1/instances/failing-1").body();

    assertThat(shown.at("/status").asText()).isEqualTo("failed");
    assertThat(shown.at("/failure/kind").asText()).isEqualTo("exited-before-ready");
    assertThat(shown.at("/failure/exitCode").asInt()).isEqualTo(3);
    assertThat(shown.at("/failure/lastLogLines").toString()).isEqualTo("[\"no\",\"luck\"]");
    assertThat(shown.at("/backoff/attempt").asInt()).isEqualTo(1);
    assertThat(shown.at("/backoff/retryAt").asText()).isEqualTo("2026-11-22T10:00:10.123456Z");
  }

  @Test
  void shouldTakeAPassivationPolicyOfItsOwn() {
    it.blueprint("notes");

    client.post(
        "/v1/instances",
        """
        {"id": "own-policy", "blueprint": "notes", "passivation": {"idle": "5s"}}\
        """);

    JsonNode policy = client.get("/v1/instances/own-policy").body().at("/passivation");
    assertThat(policy.toString()).isEqualTo("{\"idle\":\"5s\",\"action\":\"passivate\"}");
  }

  @Test
  void shouldAnswerNotFoundForAnUnknownInstance() {
    Reply reply = client.get("/v1/instances/nobody");

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(reply.text("/type")).isEqualTo("urn:dormouse:problem:unknown-instance");
    assertThat(reply.text("/detail")).contains("nobody");
    assertThat(client.act("nobody", "wake").status()).isEqualTo(404);
  }

  @Test
  void shouldListInPages() {
    Stream.of("page-a", "page-b", "page-c").forEach(it::instance);
    client.act("page-b", "stop");

    List<String> found = new ArrayList<>();
    String next = "/v1/instances?limit=1&after=page";
    while (next.startsWith("/v1/instances?") && found.size() < 3) {
      Reply page = client.get(next);
      assertThat(page.body().at("/items")).hasSize(1);
      found.add(page.text("/items/0/id"));
      next = page.text("/next");
    }

    assertThat(found).containsExactly("page-a", "page-b", "page-c");
  }

  @Test
  void shouldListByStatus() {
    it.instance("listed-1");
    it.instance("listed-2");
    client.act("listed-1", "stop");

    JsonNode stopped = client.get("/v1/instances?status=stopped&limit=1000").body();

    assertThat(stopped.at("/items").findValuesAsText("id"))
        .contains("listed-1")
        .doesNotContain("listed-2");
    assertThat(stopped.at("/items").findValuesAsText("status")).containsOnly("stopped");
    assertThat(stopped.at("/next").isNull()).isTrue();
  }

  @Test
  void shouldKeepTheFilterFromPageToPage() {
    it.instance("kept-1");
    it.instance("kept-2");

    assertThat(client.get("/v1/instances?status=asleep&limit=1").text("/next"))
        .startsWith("/v1/instances?status=asleep&limit=1&after=");
  }

  @Test
  void shouldRejectATakenIdWithWhatIsLegal() {
    it.instance("taken-1");

    Reply reply = client.post("/v1/instances", "{\"id\": \"taken-1\", \"blueprint\": \"notes\"}");

    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.text("/type")).isEqualTo("urn:dormouse:problem:instance-taken");
    assertThat(reply.text("/detail")).isEqualTo("Expected otherwise, but INSTANCE_TAKEN.");
    assertThat(reply.body().at("/legalActions").toString())
        .isEqualTo("[\"wake\",\"stop\",\"delete\"]");
  }

  @Test
  void shouldRejectAnActionThatIsNotLegalNowWithTheLegalOnes() {
    it.instance("illegal-1");

    Reply reply = client.act("illegal-1", "passivate");

    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.text("/type")).isEqualTo("urn:dormouse:problem:not-legal-now");
    assertThat(reply.text("/status")).isEqualTo("409");
    assertThat(reply.body().at("/legalActions").toString())
        .isEqualTo("[\"wake\",\"stop\",\"delete\"]");
  }

  @Test
  void shouldRejectAWakeWhileBackingOff() {
    it.instance("failing-2");
    client.act("failing-2", "wake");

    Reply reply = client.act("failing-2", "wake");

    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.text("/type")).isEqualTo("urn:dormouse:problem:backing-off");
  }

  @Test
  void shouldRejectAnUnknownBlueprint() {
    Reply reply =
        client.post("/v1/instances", "{\"id\": \"no-print\", \"blueprint\": \"nothing\"}");

    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.text("/type")).isEqualTo("urn:dormouse:problem:unknown-blueprint");
    assertThat(client.get("/v1/instances/no-print").status()).isEqualTo(404);
  }

  @Test
  void shouldSayThatANeedlessCommandIsIgnored() {
    it.instance("needless-1");
    client.act("needless-1", "wake");

    Reply reply = client.act("needless-1", "wake");

    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.text("/outcome")).isEqualTo("ignored");
    assertThat(reply.text("/message")).isEqualTo("Expected otherwise, but ALREADY_SO.");
  }

  @Test
  void shouldSayThatACommandIsPendingWhenNobodyDecidesInTime() {
    it.blueprint("notes");
    try (ControlApi impatient =
            ControlApi.start(Surroundings.settings(Duration.ofMillis(200)), it.parts(it.writer));
        ApiClient hurried = new ApiClient(impatient.port())) {
      Surroundings.awaitUntil(() -> hurried.get("/ready").status() == 200);

      Reply reply =
          hurried.post("/v1/instances", "{\"id\": \"silent-1\", \"blueprint\": \"notes\"}");

      assertThat(reply.status()).isEqualTo(202);
      assertThat(reply.text("/outcome")).isEqualTo("pending");
      assertThat(reply.header("Location")).isEqualTo("/v1/instances/silent-1");
      assertThat(reply.body().has("status")).isFalse();
    }
  }

  @Test
  void shouldShowWhatWasAcceptedInTheNextRead() {
    it.instance("late-1");
    assertThat(client.get("/v1/instances/late-1").text("/status")).isEqualTo("asleep");

    client.act("late-1", "wake");
    assertThat(client.get("/v1/instances/late-1").text("/status")).isEqualTo("running");

    client.post("/v1/instances/late-1/actions/delete", "{\"grace\": \"0s\"}");
    assertThat(client.get("/v1/instances/late-1").status()).isEqualTo(404);
  }

  @Test
  void shouldDoACommandOnceForOneIdempotencyKey() {
    it.instance("once-1");

    Reply first = client.act("once-1", "wake", "Idempotency-Key", "k-1");
    client.act("once-1", "passivate");
    Reply second = client.act("once-1", "wake", "Idempotency-Key", "k-1");

    assertThat(first.text("/outcome")).isEqualTo("accepted");
    assertThat(first.text("/command")).startsWith("api-k-1 #");
    assertThat(second.text("/command")).isEqualTo(first.text("/command"));
    assertThat(second.status()).isEqualTo(202);
    assertThat(second.text("/outcome")).isEqualTo("ignored");
    assertThat(client.get("/v1/instances/once-1").text("/status")).isEqualTo("asleep");
  }

  @Test
  void shouldAnswerManyRequestsAtOnceEachWithItsOwnDecision() {
    it.blueprint("notes");

    List<CompletableFuture<Reply>> replies =
        Stream.iterate(0, i -> i + 1)
            .limit(50)
            .map(i ->
                CompletableFuture.supplyAsync(() ->
                    client.post(
                        "/v1/instances",
                        "{\"id\": \"many-%d\", \"blueprint\": \"notes\"}".formatted(i % 25))))
            .toList();

    assertThat(replies.stream().collect(Collectors.groupingBy(r -> r.join().status())))
        .hasEntrySatisfying(202, accepted -> assertThat(accepted).hasSize(25))
        .hasEntrySatisfying(409, taken -> assertThat(taken).hasSize(25));
  }

  @Test
  void shouldDeleteAsAskedForAndRestore() {
    it.instance("back-1");
    it.instance("back-2");

    client.post("/v1/instances/back-1/actions/delete", "{\"export\": true, \"grace\": \"12h\"}");
    client.act("back-2", "delete");

    assertThat(client.get("/v1/instances/back-1").text("/status")).isEqualTo("retired");
    assertThat(client.get("/v1/instances/back-1").text("/restorableUntil"))
        .isEqualTo("2026-11-22T22:00:00.123456Z");
    assertThat(client.get("/v1/instances/back-2").text("/restorableUntil"))
        .isEqualTo("2026-11-29T10:00:00.123456Z");
    assertThat(client.get("/v1/instances/back-1/history").text("/2/data/export")).isEqualTo("true");
    assertThat(client.act("back-1", "restore").text("/status")).isEqualTo("asleep");
    assertThat(client.act("back-1", "restore").status()).isEqualTo(409);
  }

  @Test
  void shouldShowWhatFailedOfTheResourcesAndRetryIt() {
    it.instance("unprovided-1");

    JsonNode before = client.get("/v1/instances/unprovided-1").body();
    Reply retry = client.act("unprovided-1", "retry");

    assertThat(before.at("/resources").toString())
        .as("resources of %s", before)
        .isEqualTo(
            """
            {"id":"r000000000000001","server":"db-1","request":1,"credentials":0,\
            "failedStep":"create-bucket","failure":"Slow down.","exported":null}\
            """);
    assertThat(before.at("/links/actions/retry").asText())
        .isEqualTo("/v1/instances/unprovided-1/actions/retry");
    assertThat(retry.text("/status")).isEqualTo("asleep");
    assertThat(client.get("/v1/instances/unprovided-1").body().at("/resources/failedStep").isNull())
        .isTrue();
  }

  @Test
  void shouldPutAnInstanceOnAPlan() {
    it.plan("trial");
    it.plan("paid");
    it.blueprint("notes");
    client.post(
        "/v1/instances", "{\"id\": \"planned-1\", \"blueprint\": \"notes\", \"plan\": \"trial\"}");
    JsonNode first = client.get("/v1/instances/planned-1").body();

    Reply change = client.put("/v1/instances/planned-1/plan", "{\"plan\": \"paid\"}");

    assertThat(first.at("/plan").asText()).isEqualTo("trial");
    assertThat(first.at("/expiresAt").asText()).isEqualTo("2026-12-22T10:00:00.123456Z");
    assertThat(change.status()).isEqualTo(202);
    assertThat(client.get("/v1/instances/planned-1").text("/plan")).isEqualTo("paid");
  }

  @Test
  void shouldRefuseAnUnknownPlanAtOnce() throws Exception {
    it.instance("planned-2");
    long before = it.written();

    Reply created =
        client.post(
            "/v1/instances",
            "{\"id\": \"planned-3\", \"blueprint\": \"notes\", \"plan\": \"nothing\"}");
    Reply changed = client.put("/v1/instances/planned-2/plan", "{\"plan\": \"nothing\"}");

    assertThat(created.status()).isEqualTo(422);
    assertThat(created.text("/type")).isEqualTo("urn:dormouse:problem:unknown-plan");
    assertThat(changed.status()).isEqualTo(422);
    assertThat(it.written()).isEqualTo(before);
  }

  @Test
  void shouldNameTheUserAsActor() {
    it.instance("actor-1");

    client.act("actor-1", "stop", "Dormouse-User", "u-42");

    JsonNode actors = client.get("/v1/instances/actor-1/history").body();
    assertThat(actors.at("/0/actor").toString())
        .isEqualTo("{\"kind\":\"api-user\",\"id\":\"anonymous\"}");
    assertThat(actors.at("/2/actor").toString())
        .isEqualTo("{\"kind\":\"api-user\",\"id\":\"u-42\"}");
  }

  private static Set<String> members(JsonNode object) {
    return object.properties().stream().map(entry -> entry.getKey()).collect(Collectors.toSet());
  }
}
