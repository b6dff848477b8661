package io.dormouse.streams.api.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.language.command.CommandId;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.domain.DomainRoute;
import io.dormouse.language.domain.RouteTarget.ToUri;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.api.fixture.ApiClient;
import io.dormouse.streams.api.fixture.ApiClient.Reply;
import io.dormouse.streams.api.fixture.InSurroundings;
import io.dormouse.streams.api.fixture.Surroundings;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(InSurroundings.class)
final class DomainsTest {

  private final Surroundings it;
  private final ApiClient client;

  DomainsTest(Surroundings it) {
    this.it = it;
    this.client = it.client;
  }

  @Test
  void shouldRouteADomainToAnInstance() {
    it.instance("routed-1");

    Reply reply = client.put("/v1/domains/Routed.Example.", "{\"instance\": \"routed-1\"}");

    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.text("/outcome")).isEqualTo("accepted");
    assertThat(reply.header("Location")).isEqualTo("/v1/domains/routed.example");
    Reply shown = client.get("/v1/domains/routed.example");
    assertThat(shown.text("/instance")).isEqualTo("routed-1");
    assertThat(shown.text("/claimedBy")).isEqualTo(reply.text("/command"));
    assertThat(shown.body().has("uri")).isFalse();
  }

  @Test
  void shouldRouteADomainToAUri() {
    client.put("/v1/domains/uri.example", "{\"uri\": \"https://www.example.org/\"}");

    assertThat(client.get("/v1/domains/uri.example").text("/uri"))
        .isEqualTo("https://www.example.org/");
    assertThat(
            client
                .get("/v1/domains?after=tz.example")
                .body()
                .at("/items")
                .findValuesAsText("domain"))
        .contains("uri.example");
  }

  @Test
  void shouldRejectADomainThatAnotherHolds() {
    it.instance("holder-1");
    it.instance("holder-2");
    client.put("/v1/domains/held.example", "{\"instance\": \"holder-1\"}");

    Reply reply = client.put("/v1/domains/held.example", "{\"instance\": \"holder-2\"}");

    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.text("/type")).isEqualTo("urn:dormouse:problem:domain-taken");
    assertThat(client.get("/v1/domains/held.example").text("/instance")).isEqualTo("holder-1");
  }

  @Test
  void shouldSayThatANeedlessClaimIsIgnored() {
    String target = "{\"uri\": \"https://www.example.org/\"}";
    client.put("/v1/domains/twice.example", target);

    Reply reply = client.put("/v1/domains/twice.example", target);

    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.text("/outcome")).isEqualTo("ignored");
  }

  @Test
  void shouldTakeAndShowOptions() {
    String options =
        """
        {"uri": "https://www.example.org/", "canonical": "Zoë.Example", "https": true,
         "robots": "allow", "timeouts": {"answer": "5s"}}\
        """;

    assertThat(client.put("/v1/domains/options.example", options).status()).isEqualTo(202);

    Reply shown = client.get("/v1/domains/options.example");
    assertThat(shown.text("/canonical")).isEqualTo("xn--zo-ija.example");
    assertThat(shown.body().at("/https").booleanValue()).isTrue();
    assertThat(shown.text("/robots")).isEqualTo("allow");
    assertThat(shown.text("/timeouts/answer")).isEqualTo("5s");
    assertThat(shown.body().at("/timeouts/idle").isNull()).isTrue();
  }

  @Test
  void shouldChangeOptionsOfWhoHoldsTheDomain() {
    it.instance("options-1");
    client.put("/v1/domains/changed.example", "{\"instance\": \"options-1\", \"https\": true}");
    assertThat(client.get("/v1/domains/changed.example").text("/robots")).isEqualTo("disallow");

    Reply reply =
        client.put(
            "/v1/domains/changed.example",
            "{\"instance\": \"options-1\", \"robots\": \"forward\"}");

    assertThat(reply.text("/outcome")).isEqualTo("accepted");
    Reply shown = client.get("/v1/domains/changed.example");
    assertThat(shown.text("/robots")).isEqualTo("forward");
    assertThat(shown.body().at("/https").booleanValue()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"*.wild-1.example", "%2a.Wild-2.example", "%2A.zo%C3%AB.example"})
  void shouldRouteWildcards(String name) {
    Reply reply = client.put("/v1/domains/" + name, "{\"uri\": \"https://www.example.org/\"}");

    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.header("Location")).startsWith("/v1/domains/*.").isLowerCase();
    assertThat(client.get(reply.header("Location")).text("/domain")).startsWith("*.");
    assertThat(client.get("/v1/domains?limit=1&after=*.a").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"uri": "https://www.example.org/x"}                       | uri
          {"uri": "https://me:secret@www.example.org/"}              | uri
          {"uri": "http://2130706433/"}                              | uri
          {"uri": "http://a.example", "canonical": "wrong.example"}  | canonical
          {"uri": "http://a.example", "canonical": "*.example"}      | canonical
          {"uri": "http://a.example", "robots": "maybe"}             | robots
          {"uri": "http://a.example", "https": "yes"}                | https
          {"uri": "http://a.example", "timeouts": {"idle": "soon"}}  | timeouts.idle
          {"instance": "acme", "timeouts": {"idle": "1s"}}           | timeouts
          """)
  void shouldNameTheMemberThatIsWrong(String body, String member) throws Exception {
    long before = it.written();

    Reply reply = client.put("/v1/domains/wrong.example", body);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.text("/member")).isEqualTo(member);
    assertThat(it.written()).isEqualTo(before);
  }

  @Test
  void shouldNotGiveWildcardsToSignUps() {
    it.blueprint("notes");

    Reply reply =
        client.post(
            "/v1/signups",
            "{\"instance\": \"greedy\", \"blueprint\": \"notes\", \"domain\": \"*.example\"}");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.text("/member")).isEqualTo("domain");
  }

  @Test
  void shouldRefuseAnUnknownInstance() throws Exception {
    long before = it.written();

    Reply reply = client.put("/v1/domains/lost.example", "{\"instance\": \"nobody\"}");

    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.text("/type")).isEqualTo("urn:dormouse:problem:unknown-target");
    assertThat(it.written()).isEqualTo(before);
  }

  @Test
  void shouldReleaseADomain() {
    client.put("/v1/domains/freed.example", "{\"uri\": \"https://www.example.org/\"}");

    Reply reply = client.delete("/v1/domains/freed.example");

    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.text("/outcome")).isEqualTo("accepted");
    assertThat(client.get("/v1/domains/freed.example").status()).isEqualTo(404);
    assertThat(client.delete("/v1/domains/freed.example").status()).isEqualTo(404);
  }

  @Test
  void shouldRefuseANewInstanceWhoseDomainIsTaken() throws Exception {
    it.blueprint("notes");
    client.put("/v1/domains/wanted.example", "{\"uri\": \"https://www.example.org/\"}");
    heldBefore("late-comer.localhost");
    long before = it.written();

    Reply own =
        client.post(
            "/v1/signups",
            """
            {"instance": "late-comer-2", "blueprint": "notes", "domain": "wanted.example"}\
            """);
    Reply usual =
        client.post("/v1/instances", "{\"id\": \"late-comer\", \"blueprint\": \"notes\"}");

    assertThat(own.status()).isEqualTo(409);
    assertThat(own.text("/detail")).contains("'wanted.example'");
    assertThat(usual.status()).isEqualTo(409);
    assertThat(usual.text("/domain")).isEqualTo("late-comer.localhost");
    assertThat(it.written()).isEqualTo(before);
  }

  /** Logs may hold claims from before a name was reserved. */
  private void heldBefore(String domain) {
    DomainName name = new DomainName(domain);
    it.writer.write(
        Topic.DOMAINS,
        domain,
        Codecs.DOMAIN_ROUTE,
        new DomainRoute(
            name, ToUri.of("https://www.example.org"), Instant.EPOCH, new CommandId("before")));
    Surroundings.awaitUntil(() -> client.get("/v1/domains/" + name).status() == 200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "com",
        "co.uk",
        "*.co.uk",
        "127.1",
        "0x7f.1",
        "localhost",
        "*.localhost",
        "x.localhost"
      })
  void shouldNotGiveAReservedNameToAnybody(String name) throws Exception {
    it.ensureInstance("greedy-1");
    long before = it.written();
    String signUp = "{\"instance\": \"greedy-2\", \"blueprint\": \"notes\", \"domain\": \"%s\"}";
    String create = signUp.replace("instance", "id");

    assertReserved(client.put("/v1/domains/" + name, "{\"instance\": \"greedy-1\"}"));
    assertReserved(client.put("/v1/domains/" + name, "{\"uri\": \"https://www.example.org\"}"));
    if (!name.startsWith("*")) {
      assertReserved(client.post("/v1/signups", signUp.formatted(name)));
      assertReserved(client.post("/v1/instances", create.formatted(name)));
    }
    assertThat(it.written()).isEqualTo(before);
  }

  private static void assertReserved(Reply reply) {
    assertThat(reply.text("/type")).isEqualTo("urn:dormouse:problem:reserved-domain");
    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.text("/detail")).contains("Expected a domain that may be claimed, but '");
  }

  @Test
  void shouldFreeAReservedNameForItsInstance() {
    it.blueprint("notes");
    heldBefore("late-comer-3.localhost");
    String create = "{\"id\": \"late-comer-3\", \"blueprint\": \"notes\"}";

    Reply held = client.post("/v1/instances", create);
    it.writer.remove(Topic.DOMAINS, "late-comer-3.localhost");
    Surroundings.awaitUntil(() -> client.get("/v1/domains/late-comer-3.localhost").status() == 404);
    Reply stolen =
        client.put("/v1/domains/late-comer-3.localhost", "{\"uri\": \"https://www.example.org\"}");
    Reply own = client.post("/v1/instances", create);

    assertThat(held.status()).isEqualTo(409);
    assertThat(stolen.status()).isEqualTo(422);
    assertThat(own.text("/outcome")).isEqualTo("accepted");
  }

  @Test
  void shouldLetARepeatedSignUpPassWhoseDomainIsItsOwnByNow() {
    it.blueprint("notes");
    String body =
        """
        {"instance": "repeated-1", "blueprint": "notes", "domain": "repeated.example"}\
        """;
    client.post("/v1/signups", body, "Idempotency-Key", "again");
    client.put("/v1/domains/repeated.example", "{\"instance\": \"repeated-1\"}");

    Reply again = client.post("/v1/signups", body, "Idempotency-Key", "again");

    assertThat(again.status()).isEqualTo(202);
    assertThat(again.text("/outcome")).isEqualTo("ignored");
  }
}
