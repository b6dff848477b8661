package io.dormouse.streams.api.signup;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.streams.api.ControlApi;
import io.dormouse.streams.api.fixture.ApiClient;
import io.dormouse.streams.api.fixture.ApiClient.Reply;
import io.dormouse.streams.api.fixture.InSurroundings;
import io.dormouse.streams.api.fixture.Surroundings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(InSurroundings.class)
final class SignUpsTest {

  private final Surroundings it;
  private final ApiClient client;

  SignUpsTest(Surroundings it) {
    this.it = it;
    this.client = it.client;
    it.blueprint("notes");
  }

  private static String body(String instance, String... more) {
    return "{\"instance\": \"%s\", \"blueprint\": \"notes\"%s}"
        .formatted(instance, String.join("", Stream.of(more).map(m -> ", " + m).toList()));
  }

  @Test
  void shouldAcceptASignUpAndSayWhereToLook() {
    it.plan("small");

    Reply reply =
        client.post("/v1/signups", body("signup-1", "\"owner\": \"o-7\"", "\"plan\": \"small\""));

    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.text("/outcome")).isEqualTo("accepted");
    assertThat(reply.text("/instance")).isEqualTo("signup-1");
    assertThat(reply.text("/status")).isEqualTo("asleep");
    assertThat(reply.text("/links/history")).isEqualTo("/v1/instances/signup-1/history");
    assertThat(reply.header("Location"))
        .isEqualTo(reply.text("/links/signup"))
        .isEqualTo("/v1/signups/" + reply.text("/command"));
    assertThat(client.get("/v1/instances/signup-1").text("/owner")).isEqualTo("o-7");
    assertThat(client.get("/v1/instances/signup-1").text("/plan")).isEqualTo("small");
  }

  @Test
  void shouldShowASignUpWithWhatIsMadeOfIt() {
    Reply made = client.post("/v1/signups", body("signup-2"), "Idempotency-Key", "s-2");

    Reply shown = client.get(made.header("Location"));

    assertThat(shown.status()).isEqualTo(200);
    assertThat(shown.header("Vary")).isEqualTo("Accept");
    assertThat(shown.body().toString())
        .isEqualTo(
            """
            {"id":"api-s-2","blueprint":"notes","domain":null,"owner":"anonymous","plan":null,\
            "outcome":"accepted","reason":null,"message":null,\
            "since":"2026-11-22T10:00:00.123456Z","instance":"signup-2","progress":"ready",\
            "status":"asleep","resources":{"id":"r000000000000001","server":"db-1","request":1,\
            "credentials":1,"failedStep":null,"failure":null,"exported":null},\
            "page":"http://signup-2.localhost","links":{"self":"/v1/signups/api-s-2",\
            "instance":"/v1/instances/signup-2","history":"/v1/instances/signup-2/history"}}\
            """);
  }

  @Test
  void shouldShowTheStepThatFailed() {
    Reply made = client.post("/v1/signups", body("unprovided-3"));

    Reply shown = client.get(made.header("Location"));

    assertThat(made.text("/outcome")).isEqualTo("accepted");
    assertThat(shown.text("/progress")).isEqualTo("failed");
    assertThat(shown.text("/resources/failedStep")).isEqualTo("create-bucket");
    assertThat(shown.text("/resources/failure")).isEqualTo("Slow down.");
  }

  @Test
  void shouldShowThatTheInstanceIsDeleted() {
    Reply made = client.post("/v1/signups", body("signup-3"));

    client.act("signup-3", "delete");

    assertThat(client.get(made.header("Location")).text("/progress")).isEqualTo("deleted");
  }

  @Test
  void shouldSayThatTheQuotaIsReached() {
    Reply reply =
        client.post(
            "/v1/signups", body("too-many", "\"owner\": \"full-1\""), "Idempotency-Key", "full");

    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.text("/type")).isEqualTo("urn:dormouse:problem:quota-reached");
    assertThat(reply.text("/command")).isEqualTo("api-full");
    Reply shown = client.get("/v1/signups/api-full");
    assertThat(shown.text("/outcome")).isEqualTo("refused");
    assertThat(shown.text("/reason")).isEqualTo("quota-reached");
    assertThat(shown.text("/message")).isEqualTo("Expected otherwise, but QUOTA_REACHED.");
    assertThat(shown.text("/progress")).isEqualTo("refused");
  }

  @Test
  void shouldSayThatTheIdIsTakenAndNothingOfWhoHasIt() {
    client.post("/v1/signups", body("signup-4", "\"owner\": \"o-1\""));

    Reply reply =
        client.post(
            "/v1/signups", body("signup-4", "\"owner\": \"o-2\""), "Idempotency-Key", "taken");

    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.text("/type")).isEqualTo("urn:dormouse:problem:instance-taken");
    Reply shown = client.get("/v1/signups/api-taken");
    assertThat(shown.text("/reason")).isEqualTo("instance-taken");
    assertThat(shown.body().at("/status").isNull()).isTrue();
    assertThat(shown.body().at("/resources").isNull()).isTrue();
    assertThat(shown.body().at("/links").has("instance")).isFalse();
  }

  @Test
  @Timeout(8) // Shorter than the wait for a decision.
  void shouldRefuseAnUnknownPlanOrBlueprintAtOnce() throws Exception {
    long before = it.written();

    Reply plan = client.post("/v1/signups", body("no-plan", "\"plan\": \"nothing\""));
    Reply blueprint =
        client.post("/v1/signups", "{\"instance\": \"no-print\", \"blueprint\": \"nothing\"}");

    assertThat(plan.status()).isEqualTo(422);
    assertThat(plan.text("/type")).isEqualTo("urn:dormouse:problem:unknown-plan");
    assertThat(blueprint.status()).isEqualTo(422);
    assertThat(it.written()).isEqualTo(before);
  }

  @Test
  void shouldDoASignUpOnceForOneIdempotencyKey() throws Exception {
    Reply first = client.post("/v1/signups", body("signup-5"), "Idempotency-Key", "once");
    long before = it.written();

    Reply again = client.post("/v1/signups", body("signup-5"), "Idempotency-Key", "once");

    assertThat(again.status()).isEqualTo(202);
    assertThat(again.text("/outcome")).isEqualTo("ignored");
    assertThat(again.header("Location")).isEqualTo(first.header("Location"));
    assertThat(it.written()).isEqualTo(before);
  }

  @Test
  void shouldNotTakeAnotherSignUpUnderTheKeyOfAnEarlierOne() throws Exception {
    client.post("/v1/signups", body("signup-6"), "Idempotency-Key", "reused");
    long before = it.written();

    Reply other = client.post("/v1/signups", body("signup-7"), "Idempotency-Key", "reused");
    Reply others =
        client.post(
            "/v1/signups", body("signup-6", "\"owner\": \"o-9\""), "Idempotency-Key", "reused");

    assertThat(other.status()).isEqualTo(422);
    assertThat(other.text("/type")).isEqualTo("urn:dormouse:problem:key-reused");
    assertThat(other.text("/detail")).contains("Idempotency-Key");
    assertThat(others.status()).isEqualTo(422);
    assertThat(it.written()).isEqualTo(before);
  }

  @Test
  void shouldSayAgainWhyASignUpWasRefused() throws Exception {
    String body = body("too-many-2", "\"owner\": \"full-2\"");
    client.post("/v1/signups", body, "Idempotency-Key", "refused");
    long before = it.written();

    Reply again = client.post("/v1/signups", body, "Idempotency-Key", "refused");

    assertThat(again.status()).isEqualTo(409);
    assertThat(again.text("/type")).isEqualTo("urn:dormouse:problem:quota-reached");
    assertThat(it.written()).isEqualTo(before);
  }

  @Test
  void shouldAnswerBothOfTwoSignUpsAtOnceWithOneIdempotencyKey() {
    List<CompletableFuture<Reply>> both =
        Stream.generate(() ->
                CompletableFuture.supplyAsync(
                    () -> client.post("/v1/signups", body("twins-1"), "Idempotency-Key", "twins")))
            .limit(2)
            .toList();

    assertThat(both).allSatisfy(reply -> assertThat(reply.join().status()).isEqualTo(202));
    assertThat(client.get("/v1/instances/twins-1/history").body().findValuesAsText("type"))
        .containsExactly("InstanceRequested", "ResourcesProvided");
  }

  @Test
  void shouldSignUpAgainWhenTheBrainDidNotKnowTheBlueprintYet() {
    Reply reply = client.post("/v1/signups", body("lagging-1"), "Idempotency-Key", "lag");
    Reply again = client.post("/v1/signups", body("lagging-1"), "Idempotency-Key", "lag");

    assertThat(reply.text("/outcome")).isEqualTo("accepted");
    assertThat(reply.text("/command")).isEqualTo("api-lag 2");
    assertThat(client.get(reply.header("Location")).text("/progress")).isEqualTo("ready");
    assertThat(again.text("/outcome")).isEqualTo("ignored");
  }

  @Test
  void shouldFindASignUpWhoseIdHasAnyCharacters() {
    String key = "../a/b?c=d&e#f%2F%\"<>\\^`{|}+~;,:@!$'()*[]";

    Reply made = client.post("/v1/signups", body("any-1"), "Idempotency-Key", key);
    Reply shown = client.get(made.header("Location"));

    assertThat(made.status()).isEqualTo(202);
    assertThat(made.header("Location").substring("/v1/signups/".length()))
        .matches("[-A-Za-z0-9._*%]+");
    assertThat(shown.text("/id")).isEqualTo("api-" + key);
    assertThat(shown.text("/links/self")).isEqualTo(made.header("Location"));
  }

  @Test
  void shouldAnswerPendingWhenNobodyDecidesInTime() {
    try (ControlApi impatient =
            ControlApi.start(Surroundings.settings(Duration.ofMillis(200)), it.parts(it.writer));
        ApiClient hurried = new ApiClient(impatient.port())) {
      Surroundings.awaitUntil(() -> hurried.get("/ready").status() == 200);

      Reply reply = hurried.post("/v1/signups", body("mute-1", "\"owner\": \"mute\""));

      assertThat(reply.status()).isEqualTo(202);
      assertThat(reply.text("/outcome")).isEqualTo("pending");
      assertThat(hurried.get(reply.header("Location")).status()).isEqualTo(404);
    }
  }
}
