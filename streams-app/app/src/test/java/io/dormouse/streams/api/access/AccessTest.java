package io.dormouse.streams.api.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.language.access.AccessRole;
import io.dormouse.language.access.ApiKey;
import io.dormouse.language.access.ApiKeyId;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.instance.EventId;
import io.dormouse.language.instance.InstanceEvent;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.RecordedEvent;
import io.dormouse.language.owner.OwnerId;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.api.fixture.ApiClient.Reply;
import io.dormouse.streams.api.fixture.EventClient;
import io.dormouse.streams.api.fixture.InSurroundings;
import io.dormouse.streams.api.fixture.SecuredApi;
import io.dormouse.streams.api.fixture.Surroundings;
import io.dormouse.streams.history.IndexedEvent;
import io.dormouse.streams.history.Order;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Keys, what they open, and what they do not. */
@ExtendWith(InSurroundings.class)
final class AccessTest {

  private static final String AUTHORIZATION = "Authorization";
  private static final String KEY = "Idempotency-Key";

  private final Surroundings it;
  private final SecuredApi secured;

  AccessTest(Surroundings it) {
    this.it = it;
    this.secured = new SecuredApi(it, SecuredApi.PLENTY);
  }

  @AfterEach
  void close() {
    secured.close();
  }

  private void signUp(String instance, String owner) {
    it.blueprint("notes");
    Reply made =
        it.client.post(
            "/v1/signups",
            "{\"instance\": \"%s\", \"blueprint\": \"notes\", \"owner\": \"%s\"}"
                .formatted(instance, owner));
    assertThat(made.text("/outcome")).isEqualTo("accepted");
  }

  private static String id(String key) {
    return key.split("_", 3)[1];
  }

  @Test
  void shouldShowAKeyOnceAndKeepItsHash() {
    Reply made = secured.make("operate", "dora", "90d");
    Reply list = secured.get("/v1/keys?limit=1000", SecuredApi.ADMIN);

    String key = made.text("/key");
    assertThat(key).matches("dm_[a-z0-9]{16}_[A-Za-z0-9_-]{43}");
    assertThat(made.text("/role")).isEqualTo("operate");
    assertThat(made.text("/owner")).isEqualTo("dora");
    assertThat(made.text("/createdBy/id")).isEqualTo("key:first");
    assertThat(made.body().path("good").asBoolean()).isTrue();
    assertThat(list.body().toString())
        .contains(made.text("/id"))
        .doesNotContain(key.substring(20), "hash");
  }

  @Test
  void shouldMakeNoOtherKeyForARepeat() {
    String body = "{\"name\": \"n\", \"role\": \"read\"}";
    String[] headers = {AUTHORIZATION, SecuredApi.bearer(SecuredApi.ADMIN), KEY, "once-1"};

    Reply first = secured.client.post("/v1/keys", body, headers);
    Reply again = secured.client.post("/v1/keys", body, headers);

    assertThat(first.status()).isEqualTo(201);
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.text("/key")).isEqualTo(first.text("/id"));
  }

  @Test
  void shouldOpenNothingWithARevokedKey() {
    String key = secured.key("read", null);
    assertThat(secured.get("/v1/plans", key).status()).isEqualTo(200);

    Reply revoked =
        secured.client.delete(
            "/v1/keys/" + id(key), AUTHORIZATION, SecuredApi.bearer(SecuredApi.ADMIN));

    assertThat(revoked.status()).isEqualTo(204);
    assertThat(secured.get("/v1/plans", key).status()).isEqualTo(401);
    assertThat(
            secured
                .client
                .delete("/v1/keys/nobody", AUTHORIZATION, SecuredApi.bearer(SecuredApi.ADMIN))
                .status())
        .isEqualTo(404);
  }

  @Test
  void shouldOpenNothingWithAnExpiredKey() {
    String key = secured.make("read", null, "1s").text("/key");

    assertThat(secured.get("/v1/plans", key).status()).isEqualTo(200);
    Surroundings.awaitUntil(() -> secured.get("/v1/plans", key).status() == 401);
  }

  @Test
  void shouldAnswerEveryWrongKeyAlike() {
    String revoked = secured.key("read", null);
    secured.client.delete(
        "/v1/keys/" + id(revoked), AUTHORIZATION, SecuredApi.bearer(SecuredApi.ADMIN));
    String known = secured.key("read", null);
    String wrongSecret = known.substring(0, known.length() - 43) + "C".repeat(43);

    List<String> answers =
        Stream.of(revoked, wrongSecret, "dm_nobody_" + "C".repeat(43), "dm_first_short", "x")
            .map(key -> secured.get("/v1/plans", key))
            .map(reply -> reply.header("WWW-Authenticate") + reply.body())
            .distinct()
            .toList();

    assertThat(answers).hasSize(1);
  }

  @Test
  void shouldMakeKeysOfTheSameOwnerOnlyForAnAdminOfOne() {
    String admin = SecuredApi.bearer(secured.key("admin", "erna"));
    String others = id(secured.key("read", "fritz"));
    String body = "{\"name\": \"n\", \"role\": \"operate\"%s}";

    Reply own = secured.client.post("/v1/keys", body.formatted(""), AUTHORIZATION, admin);
    Reply other =
        secured.client.post(
            "/v1/keys", body.formatted(", \"owner\": \"fritz\""), AUTHORIZATION, admin);

    assertThat(own.text("/owner")).isEqualTo("erna");
    assertThat(other.status()).isEqualTo(403);
    assertThat(secured.client.delete("/v1/keys/" + others, AUTHORIZATION, admin).status())
        .isEqualTo(404);
    assertThat(secured.client.get("/v1/keys", AUTHORIZATION, admin).body().path("items"))
        .isNotEmpty()
        .allSatisfy(key -> assertThat(key.path("owner").asText()).isEqualTo("erna"));
  }

  @Test
  void shouldKeepTheKeyAsTheActorAndNotTheNamedUser() {
    it.ensureInstance("access-1");
    String key = secured.key("operate", null);

    secured.client.act(
        "access-1", "wake", AUTHORIZATION, SecuredApi.bearer(key), "Dormouse-User", "somebody");

    assertThat(it.client.get("/v1/instances/access-1/history?order=desc").text("/0/actor/id"))
        .isEqualTo("key:" + id(key));
  }

  @Test
  void shouldMakeInstancesOfTheKeysOwner() {
    it.blueprint("notes");
    String bearer = SecuredApi.bearer(secured.key("operate", "gerda"));
    String body = "{\"instance\": \"%s\", \"blueprint\": \"notes\"%s}";

    Reply own =
        secured.client.post(
            "/v1/signups",
            body.formatted("access-2", ""),
            AUTHORIZATION,
            bearer,
            "Dormouse-User",
            "hugo");
    Reply other =
        secured.client.post(
            "/v1/signups",
            body.formatted("access-3", ", \"owner\": \"hugo\""),
            AUTHORIZATION,
            bearer);

    assertThat(own.text("/outcome")).isEqualTo("accepted");
    assertThat(it.client.get("/v1/instances/access-2").text("/owner")).isEqualTo("gerda");
    assertThat(other.status()).isEqualTo(403);
    assertThat(it.client.get("/v1/instances/access-3").status()).isEqualTo(404);
  }

  @Test
  void shouldListTheOwnersThings() {
    signUp("access-4", "ida");
    signUp("access-5", "jan");
    String key = secured.key("read", "ida");

    assertThat(secured.get("/v1/instances", key).body().path("items"))
        .extracting(item -> item.path("id").asText())
        .containsExactly("access-4");
    assertThat(secured.get("/v1/instances?status=asleep", key).body().path("items")).hasSize(1);
    assertThat(secured.get("/v1/instances?at=2999-01-01T00:00:00Z", key).body().path("items"))
        .extracting(item -> item.path("id").asText())
        .containsOnly("access-4");
    assertThat(secured.get("/v1/domains", key).body().path("items"))
        .extracting(item -> item.path("domain").asText())
        .containsExactly("access-4.localhost");
    assertThat(secured.get("/v1/events?limit=10000", key).body())
        .isNotEmpty()
        .allSatisfy(event -> assertThat(event.path("instance").asText()).isEqualTo("access-4"));
  }

  /** The id of a deleted instance goes to somebody else. */
  @Test
  void shouldNotShowTheLifeOfAnEarlierInstanceOfAnotherOwner() {
    signUp("access-6", "karl");
    InstanceId id = new InstanceId("access-6");
    RecordedEvent first = first(id);
    long next = it.history.newest(id) + 1;
    InstanceEvent.InstanceRequested begun = (InstanceEvent.InstanceRequested) first.event();
    record(id, next, begun.blueprint().value(), begun, "lena");
    it.writer.remove(Topic.INSTANCES, id.value()).join();
    Surroundings.awaitUntil(() ->
        it.history.newest(id) == next && it.client.get("/v1/instances/access-6").status() == 404);

    Reply karls = secured.get("/v1/instances/access-6/history", secured.key("read", "karl"));
    Reply lenas = secured.get("/v1/instances/access-6/history", secured.key("read", "lena"));
    Reply nobodys = secured.get("/v1/instances/access-6/history", secured.key("read", "mia"));

    assertThat(karls.body())
        .isNotEmpty()
        .noneMatch(event -> event.path("sequence").asLong() >= next);
    assertThat(lenas.body()).hasSize(1);
    assertThat(lenas.text("/0/sequence")).isEqualTo("" + next);
    assertThat(nobodys.status()).isEqualTo(404);
  }

  private RecordedEvent first(InstanceId id) {
    Surroundings.awaitUntil(() -> it.history.newest(id) > 0);
    RecordedEvent[] first = new RecordedEvent[1];
    it.history.events(
        id,
        0,
        Order.ASCENDING,
        (sequence, event) -> {
          first[0] = ((IndexedEvent.OfInstance) event).event();
          return false;
        });
    return first[0];
  }

  private void record(
      InstanceId id,
      long sequence,
      String why,
      InstanceEvent.InstanceRequested begun,
      String owner) {
    it.writer
        .write(
            Topic.INSTANCE_EVENTS,
            id.value(),
            Codecs.INSTANCE_EVENT,
            new RecordedEvent(
                new EventId(why + "/" + sequence),
                id,
                sequence,
                first(id).time(),
                new CommandId("again"),
                Actor.system("test"),
                new InstanceEvent.InstanceRequested(
                    begun.blueprint(),
                    begun.blueprintVersion(),
                    begun.spec(),
                    begun.passivation(),
                    begun.pool(),
                    new OwnerId(owner),
                    begun.domain(),
                    begun.resources(),
                    begun.seed(),
                    begun.plan(),
                    begun.resource(),
                    begun.replicas())))
        .join();
  }

  @Test
  void shouldNotShareIdempotencyKeys() {
    signUp("access-7", "nora");
    signUp("access-8", "otto");

    Reply noras = act("access-7", secured.key("operate", "nora"));
    Reply ottos = act("access-8", secured.key("operate", "otto"));

    assertThat(noras.status()).isEqualTo(202);
    assertThat(ottos.status()).isEqualTo(202);
    assertThat(ottos.text("/outcome")).isEqualTo("accepted");
  }

  private Reply act(String instance, String key) {
    return secured.client.act(
        instance, "wake", AUTHORIZATION, SecuredApi.bearer(key), KEY, "shared");
  }

  @Test
  void shouldTakeADomainFromTheOwnersInstancesOnly() {
    signUp("access-9", "paula");
    String paulas = SecuredApi.bearer(secured.key("operate", "paula"));
    String quints = SecuredApi.bearer(secured.key("operate", "quint"));
    String to = "{\"instance\": \"access-9\"}";

    assertThat(secured.client.put("/v1/domains/a9.example", to, AUTHORIZATION, paulas).status())
        .isEqualTo(202);
    assertThat(secured.client.delete("/v1/domains/a9.example", AUTHORIZATION, quints).status())
        .isEqualTo(404);
    assertThat(
            secured
                .client
                .put(
                    "/v1/domains/b9.example",
                    "{\"uri\": \"https://www.example.org\"}",
                    AUTHORIZATION,
                    paulas)
                .status())
        .isEqualTo(403);
    assertThat(
            secured.client.delete("/v1/domains/a9.example", AUTHORIZATION, paulas).text("/outcome"))
        .isEqualTo("accepted");
  }

  @Test
  void shouldEndAStreamWhenItsKeyIsRevoked() {
    signUp("access-10", "rosa");
    String key = secured.key("read", "rosa");
    try (EventClient events =
        new EventClient(
            secured.api.port(),
            "/v1/instances/access-10/history",
            AUTHORIZATION,
            SecuredApi.bearer(key))) {
      assertThat(events.next()).isPresent();

      secured.client.delete(
          "/v1/keys/" + id(key), AUTHORIZATION, SecuredApi.bearer(SecuredApi.ADMIN));
      it.client.act("access-10", "wake");

      Stream.generate(events::next)
          .takeWhile(Optional::isPresent)
          .forEach(event -> assertThat(event.orElseThrow().name()).isNotEqualTo("InstanceWoken"));
    }
  }

  @Test
  void shouldNotShowHashesInLogs() {
    assertThat(
            new ApiKey(
                    new ApiKeyId("a"),
                    "hush",
                    AccessRole.READ,
                    null,
                    "n",
                    Instant.EPOCH,
                    Actor.system("x"),
                    null,
                    null,
                    null)
                .toString())
        .doesNotContain("hush");
  }
}
