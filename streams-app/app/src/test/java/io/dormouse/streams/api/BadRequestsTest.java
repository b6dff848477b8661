package io.dormouse.streams.api;

import static io.dormouse.streams.api.fixture.ProblemAssertions.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.dormouse.streams.api.fixture.ApiClient;
import io.dormouse.streams.api.fixture.ApiClient.Reply;
import io.dormouse.streams.api.fixture.InSurroundings;
import io.dormouse.streams.api.fixture.Surroundings;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests with a wrong member, parameter or path. The answer is a problem that names it, and
 * nothing is written.
 */
@ExtendWith(InSurroundings.class)
final class BadRequestsTest {

  private static final String GOOD_BLUEPRINT =
      "\"image\": \"notes:1\", \"memory\": \"256MiB\", \"port\": 8080";

  private final Surroundings it;
  private final ApiClient client;

  BadRequestsTest(Surroundings it) {
    this.it = it;
    this.client = it.client;
  }

  static Stream<Arguments> badSignUps() {
    return Stream.of(
        arguments("", "malformed-body", "an empty body"),
        arguments("{\"instance\": \"a\"", "malformed-body", "line 1"),
        arguments("[]", "malformed-body", "the array []"),
        arguments("\"acme\"", "malformed-body", "the text \"acme\""),
        arguments("{} {}", "malformed-body", "line 1"),
        arguments("[".repeat(5_000), "malformed-body", "nesting depth"),
        arguments("{\"instance\": \"a\", \"instance\": \"b\"}", "malformed-body", "Duplicate"),
        arguments("{\"blueprint\": \"notes\"}", "invalid-request", "'instance' to be a text"),
        arguments(
            "{\"instance\": null, \"blueprint\": \"notes\"}",
            "invalid-request",
            "'instance' to be a text, but got nothing"),
        arguments(
            "{\"instance\": 7, \"blueprint\": \"notes\"}",
            "invalid-request",
            "'instance' to be a text, but got the number 7"),
        arguments(
            "{\"instance\": \"UPPER\", \"blueprint\": \"notes\"}",
            "invalid-request",
            "1 to 40 characters a-z, 0-9 and inner hyphens, but got 'UPPER'"),
        arguments(
            "{\"instance\": \"%s\", \"blueprint\": \"notes\"}".formatted("x".repeat(41)),
            "invalid-request",
            "1 to 40 characters"),
        arguments(
            "{\"instance\": \"a\", \"blueprint\": \"no tes\"}",
            "invalid-request",
            "a blueprint id of"),
        arguments(
            "{\"instance\": \"a\", \"blueprint\": \"notes\", \"domain\": \"-x.org\"}",
            "invalid-request",
            "a host name in lower case"),
        arguments(
            "{\"instance\": \"a\", \"blueprint\": \"notes\", \"owner\": \" \"}",
            "invalid-request",
            "an owner's opaque id"),
        arguments(
            "{\"instance\": \"a\", \"blueprint\": \"notes\", \"owner\": \"ann@example.org\"}",
            "invalid-request",
            "stays in the log for ever, so it must not be an e-mail address"),
        arguments(
            "{\"instance\": \"a\", \"blueprint\": \"notes\", \"plan\": \"\"}",
            "invalid-request",
            "a plan of"),
        arguments(
            "{\"instance\": \"a\", \"blueprint\": \"notes\", \"owner\": \"\\ud800\"}",
            "invalid-request",
            "Unicode"),
        arguments(
            "{\"instance\": \"a\", \"blueprint\": \"notes\", \"colour\": \"red\"}",
            "invalid-request",
            "no other members than [blueprint, domain, instance, owner, plan], but got 'colour'"));
  }

  @ParameterizedTest
  @MethodSource("badSignUps")
  void shouldRefuseABadSignUp(String body, String type, String detail) throws Exception {
    long before = it.written();

    assertProblem(client.post("/v1/signups", body), 400, type, detail);

    assertThat(it.written()).isEqualTo(before);
  }

  static Stream<Arguments> badInstances() {
    return Stream.of(
        arguments("\"passivation\": \"5m\"", "'passivation' to be an object"),
        arguments(
            "\"passivation\": {\"idle\": \"1s\"}", "a duration from 2s to 365d, but got '1s'"),
        arguments("\"passivation\": {\"idle\": \"soon\"}", "'passivation.idle' is wrong"),
        arguments("\"passivation\": {\"idle\": 30}", "'passivation.idle' to be a text"),
        arguments("\"passivation\": {\"action\": \"nap\"}", "one of passivate, keep-awake"),
        arguments("\"plan\": \"No Plan\"", "'plan' is wrong"),
        arguments("\"passivation\": {\"when\": \"5m\"}", "but got 'passivation.when'"),
        arguments("\"owner\": {\"name\": \"x\"}", "'owner' to be a text, but got the object"));
  }

  @ParameterizedTest
  @MethodSource("badInstances")
  void shouldRefuseABadInstance(String member, String detail) throws Exception {
    long before = it.written();

    Reply reply =
        client.post(
            "/v1/instances", "{\"id\": \"bad-1\", \"blueprint\": \"notes\", %s}".formatted(member));

    assertProblem(reply, 400, "invalid-request", detail);
    assertThat(it.written()).isEqualTo(before);
  }

  static Stream<Arguments> badBlueprints() {
    return Stream.of(
        arguments("\"memory\": \"256MiB\", \"port\": 80", "'image' to be a text"),
        arguments("\"image\": \"i\", \"port\": 80", "'memory' to be a text"),
        arguments("\"image\": \"i\", \"memory\": 256, \"port\": 80", "'memory' to be a text"),
        arguments("\"image\": \"i\", \"memory\": \"1MB\", \"port\": 80", "a size like '512MiB'"),
        arguments("\"image\": \"i\", \"memory\": \"1KiB\", \"port\": 80", "memory of 6 MiB"),
        arguments("\"image\": \" \", \"memory\": \"9MiB\", \"port\": 80", "an image's name"),
        arguments("\"image\": \"i\", \"memory\": \"9MiB\", \"port\": \"80\"", "a whole number"),
        arguments("\"image\": \"i\", \"memory\": \"9MiB\", \"port\": 80.5", "a whole number"),
        arguments("\"image\": \"i\", \"memory\": \"9MiB\", \"port\": 1e99", "a whole number"),
        arguments("\"image\": \"i\", \"memory\": \"9MiB\", \"port\": 0", "a port from 1 to 65535"),
        arguments(GOOD_BLUEPRINT + ", \"cpu\": 1", "cpu of 10 to 1000000 millis"),
        arguments(GOOD_BLUEPRINT + ", \"cpu\": 99999999999", "a whole number"),
        arguments(GOOD_BLUEPRINT + ", \"replicas\": 17", "1 to 16 replicas"),
        arguments(GOOD_BLUEPRINT + ", \"replicas\": 0", "1 to 16 replicas"),
        arguments(GOOD_BLUEPRINT + ", \"id\": \"other\"", "'bad' as in the path"),
        arguments(GOOD_BLUEPRINT + ", \"pool\": \"\"", "a pool name"),
        arguments(GOOD_BLUEPRINT + ", \"resources\": \"mine\"", "one of shared, own"),
        arguments(GOOD_BLUEPRINT + ", \"seed\": \"../x\"", "'seed' is wrong"),
        arguments(
            GOOD_BLUEPRINT + ", \"resources\": \"shared\", \"seed\": \"x\"",
            "a seed only with resources of the instance's own"),
        arguments(GOOD_BLUEPRINT + ", \"stopGrace\": \"-1s\"", "a duration like"),
        arguments(GOOD_BLUEPRINT + ", \"environment\": []", "'environment' to be an object"),
        arguments(GOOD_BLUEPRINT + ", \"environment\": {\"A\": 1}", "'environment.A'"),
        arguments(GOOD_BLUEPRINT + ", \"environment\": {\"A=B\": \"x\"}", "have no '='"),
        arguments(GOOD_BLUEPRINT + ", \"environment\": {\"\": \"x\"}", "not empty"),
        arguments(GOOD_BLUEPRINT + ", \"environment\": {\"A\\u0000\": \"x\"}", "without U+0000"),
        arguments(GOOD_BLUEPRINT + ", \"environment\": {\"A\": \"x\\u0000\"}", "'environment.A'"),
        arguments(GOOD_BLUEPRINT + ", \"readiness\": {\"path\": \"x\"}", "starts with '/'"),
        arguments(GOOD_BLUEPRINT + ", \"readiness\": {\"timeout\": \"0s\"}", "from 1ms to 1d"),
        arguments(GOOD_BLUEPRINT + ", \"readiness\": {\"port\": 1}", "'readiness.port'"),
        arguments(
            "\"image\": \"i\", \"memory\": \"17TiB\", \"port\": 80",
            "'memory' is wrong. Expected memory of at most 16TiB, but got '17TiB'"),
        arguments(
            "\"image\": \"%s\", \"memory\": \"9MiB\", \"port\": 80".formatted("i".repeat(4097)),
            "'image' is wrong. Expected at most 4096 characters, but got 4097"),
        arguments(
            GOOD_BLUEPRINT + ", \"stopGrace\": \"200000d\"",
            "'stopGrace' is wrong. Expected a duration from 0s to 1d, but got '200000d'"),
        arguments(
            GOOD_BLUEPRINT + ", \"readiness\": {\"timeout\": \"200000d\"}",
            "'readiness.timeout' is wrong. Expected a duration from 1ms to 1d"),
        arguments(
            GOOD_BLUEPRINT + ", \"serving\": {\"timeouts\": {\"idle\": \"200000d\"}}",
            "'serving.timeouts.idle' is wrong. Expected a duration from 1ms to 30d"),
        arguments(GOOD_BLUEPRINT + ", \"environment\": {\"\\u0000\": \"x\"}", "names are Unicode"));
  }

  @ParameterizedTest
  @MethodSource("badBlueprints")
  void shouldRefuseABadBlueprint(String members, String detail) throws Exception {
    long before = it.written();

    Reply reply = client.put("/v1/blueprints/bad", "{%s}".formatted(members));

    assertProblem(reply, 400, "invalid-request", detail);
    assertThat(it.written()).isEqualTo(before);
  }

  static Stream<Arguments> badDomains() {
    return Stream.of(
        arguments("/v1/domains/a.example", "{}", "but got neither"),
        arguments(
            "/v1/domains/a.example",
            "{\"instance\": \"a\", \"uri\": \"https://b.example\"}",
            "but got both"),
        arguments("/v1/domains/a.example", "{\"uri\": \"ftp://b.example\"}", "a URI like"),
        arguments("/v1/domains/a.example", "{\"uri\": \"http://[\"}", "'uri' is wrong"),
        arguments(
            "/v1/domains/a.example",
            "{\"uri\": \"https://b.example\", \"timeouts\": {\"answer\": \"200000d\"}}",
            "'timeouts.answer' is wrong. Expected a duration from 1ms to 30d"),
        arguments("/v1/domains/a_b.example", "{\"instance\": \"a\"}", "a host name in lower case"),
        arguments("/v1/domains/a..b", "{\"instance\": \"a\"}", "a host name in lower case"));
  }

  @ParameterizedTest
  @MethodSource("badDomains")
  void shouldRefuseABadDomain(String path, String body, String detail) throws Exception {
    long before = it.written();

    assertProblem(client.put(path, body), 400, "invalid-request", detail);

    assertThat(it.written()).isEqualTo(before);
  }

  static Stream<Arguments> badReads() {
    return Stream.of(
        arguments("/v1/instances?status=sleepy", 400, "requested, asleep, queued, starting"),
        arguments("/v1/instances?limit=0", 400, "a whole number from 1 to 1000"),
        arguments("/v1/instances?limit=x", 400, "a whole number from 1 to 1000"),
        arguments("/v1/instances?limit=1&limit=2", 400, "expected once, but came 2 times"),
        arguments("/v1/instances?after=A", 400, "an instance id"),
        arguments("/v1/instances?colour=red", 400, "[after, at, limit, status], but got 'colour'"),
        arguments("/v1/instances/No_Id", 400, "an instance id"),
        arguments("/v1/instances/a%00b", 400, "an instance id"),
        arguments("/v1/instances/a%ff", 400, "encoded characters are UTF-8, but got '/v1"),
        arguments("/v1/instances/a%c0%af", 400, "encoded characters are UTF-8"),
        arguments("/v1/instances?after=%ed%a0%80", 400, "encoded characters are UTF-8"),
        arguments("/v1/instances?after=%ff", 400, "encoded characters are UTF-8"),
        arguments("/v1/instances/x/history?after=-1", 400, "a sequence of 0 or more"),
        arguments("/v1/domains/no_name", 400, "a host name"),
        arguments("/v1/instances/", 400, "an instance id"),
        arguments("/v1/nothing", 404, "'/v1/nothing'"),
        arguments("/", 404, "'/'"),
        arguments("/v2/instances", 404, "a path such as /v1/instances"),
        arguments("/v1/domains/free.example", 404, "free.example"),
        arguments("/v1/blueprints/none", 404, "none"),
        arguments("/v1/plans/none", 404, "none"),
        arguments("/v1/plans/No_Plan", 400, "a plan of"),
        arguments("/v1/signups/nobody", 404, "nobody"),
        arguments("/v1/signups/%20", 400, "a command id"),
        arguments("/v1/owners/ann@example.org", 400, "an owner's opaque id"),
        arguments("/v1/instances/nobody/history", 404, "nobody"));
  }

  @ParameterizedTest
  @MethodSource("badReads")
  void shouldRefuseABadRead(String path, int status, String detail) {
    Reply reply = client.get(path);

    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(reply.text("/status")).isEqualTo("" + status);
    assertThat(reply.text("/detail")).contains(detail);
  }

  @Test
  void shouldNameTheMemberWhatWasExpectedAndWhatCame() {
    Reply reply = client.post("/v1/signups", "{\"instance\": true, \"blueprint\": \"notes\"}");

    assertThat(reply.text("/member")).isEqualTo("instance");
    assertThat(reply.text("/expected")).isEqualTo("a text");
    assertThat(reply.text("/got")).isEqualTo("true");
    assertThat(reply.text("/title")).isEqualTo("The request is not valid");
  }

  @Test
  void shouldRefuseAnUnknownAction() {
    it.instance("acted-1");

    assertProblem(
        client.act("acted-1", "fly"),
        400,
        "invalid-request",
        "wake, stop, passivate, delete, restore, retry");
  }

  @Test
  void shouldTakeAnEmptyObjectForAnActionAndNothingElse() {
    it.instance("acted-2");
    String path = "/v1/instances/acted-2/actions/wake";

    assertProblem(client.post(path, "{\"force\": true}"), 400, "invalid-request", "'force'");
    assertThat(client.post(path, "{}").status()).isEqualTo(202);
  }
}
