package io.dormouse.streams.api.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.kit.topics.TopicWriter;
import io.dormouse.streams.api.ControlApi;
import io.dormouse.streams.api.fixture.ApiClient;
import io.dormouse.streams.api.fixture.ApiClient.Reply;
import io.dormouse.streams.api.fixture.InSurroundings;
import io.dormouse.streams.api.fixture.Surroundings;
import java.time.Duration;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A key belongs to one request; every other request with it is refused. */
@ExtendWith(InSurroundings.class)
final class IdempotencyTest {

  private static final String KEY = "Idempotency-Key";

  private final Surroundings it;
  private final ApiClient client;

  IdempotencyTest(Surroundings it) {
    this.it = it;
    this.client = it.client;
  }

  static Stream<Function<ApiClient, Reply>> others() {
    return Stream.of(
        client -> client.act("keyed-8", "wake", KEY, "mine"),
        client -> client.act("keyed-7", "stop", KEY, "mine"),
        client -> client.post("/v1/instances/keyed-7/actions/wake", "{}", KEY, "mine"),
        client -> client.act("keyed-7", "wake", KEY, "mine", "Dormouse-User", "u-1"),
        client -> client.put("/v1/instances/keyed-7/plan", "{\"plan\": \"p\"}", KEY, "mine"),
        client -> client.post("/v1/signups", "{\"instance\": \"x\"}", KEY, "mine"),
        client -> client.post("/v1/instances", "{}", KEY, "mine"),
        client -> client.put("/v1/domains/keyed.example", "{}", KEY, "mine"),
        client -> client.delete("/v1/domains/keyed.example", KEY, "mine"),
        client -> client.put("/v1/blueprints/keyed", "{}", KEY, "mine"),
        client -> client.put("/v1/plans/keyed", "{}", KEY, "mine"));
  }

  @ParameterizedTest
  @MethodSource("others")
  void shouldRefuseAnotherRequestUnderTheSameKey(Function<ApiClient, Reply> other)
      throws Exception {
    it.ensureInstance("keyed-7");
    it.ensureInstance("keyed-8");
    client.act("keyed-7", "wake", KEY, "mine");
    long before = it.written();

    Reply reply = other.apply(client);

    assertThat(reply.text("/type")).isEqualTo("urn:dormouse:problem:key-reused");
    assertThat(reply.status()).isEqualTo(422);
    assertThat(it.written()).isEqualTo(before);
  }

  @Test
  void shouldLeaveAKeyFreeWhoseRequestWasRefused() {
    Reply wrong = client.put("/v1/plans/mended", "{\"expires\": \"soon\"}", KEY, "mended");
    Reply right = client.put("/v1/plans/mended", "{\"expires\": \"14d\"}", KEY, "mended");

    assertThat(wrong.status()).isEqualTo(400);
    assertThat(right.status()).isEqualTo(201);
  }

  @Test
  void shouldNotTakeAKeyForAnotherDomainOfTheSameTarget() {
    String site = "{\"uri\": \"https://www.example.org\"}";

    Reply first = client.put("/v1/domains/keyed-1.example", site, KEY, "site");
    Reply same = client.put("/v1/domains/keyed-1.example", site, KEY, "site");
    Reply other = client.put("/v1/domains/keyed-2.example", site, KEY, "site");

    assertThat(first.text("/outcome")).isEqualTo("accepted");
    assertThat(same.text("/outcome")).isEqualTo("ignored");
    assertThat(same.text("/command")).isEqualTo(first.text("/command"));
    assertThat(other.status()).isEqualTo(422);
    assertThat(client.get("/v1/domains/keyed-2.example").status()).isEqualTo(404);
  }

  @Test
  void shouldKnowAKeyOfASignUpAfterARestart() throws Exception {
    it.blueprint("notes");
    String body = "{\"instance\": \"%s\", \"blueprint\": \"notes\"}";
    client.post("/v1/signups", body.formatted("keyed-9"), KEY, "restarted");
    try (TopicWriter writer = new TopicWriter(it.kafka, "api-2", Duration.ofSeconds(2));
        ControlApi api =
            ControlApi.start(Surroundings.settings(Duration.ofSeconds(10)), it.parts(writer));
        ApiClient second = new ApiClient(api.port())) {
      Surroundings.awaitUntil(() -> second.get("/ready").status() == 200);
      long before = it.written();

      Reply same = second.post("/v1/signups", body.formatted("keyed-9"), KEY, "restarted");
      Reply other = second.post("/v1/signups", body.formatted("keyed-10"), KEY, "restarted");

      assertThat(same.text("/outcome")).isEqualTo("ignored");
      assertThat(other.status()).isEqualTo(422);
      assertThat(it.written()).isEqualTo(before);
    }
  }
}
