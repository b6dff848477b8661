package io.dormouse.streams.api;

import static io.dormouse.streams.api.fixture.ProblemAssertions.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.dormouse.streams.api.fixture.ApiClient;
import io.dormouse.streams.api.fixture.ApiClient.Reply;
import io.dormouse.streams.api.fixture.InSurroundings;
import io.dormouse.streams.api.fixture.Surroundings;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Methods, headers, media types and encodings that requests may have. */
@ExtendWith(InSurroundings.class)
final class HttpRulesTest {

  private final Surroundings it;
  private final ApiClient client;

  HttpRulesTest(Surroundings it) {
    this.it = it;
    this.client = it.client;
  }

  @Test
  void shouldNameTheAllowedMethods() {
    Reply reply = client.delete("/v1/instances");

    assertProblem(reply, 405, "method-not-allowed", "but got DELETE");
    assertThat(reply.header("Allow").split(", ")).containsExactlyInAnyOrder("POST", "GET", "HEAD");
  }

  @Test
  void shouldRefuseABodyOfAnotherType() throws Exception {
    long before = it.written();

    Reply typeless = client.send("POST", "/v1/signups", BodyPublishers.ofString("{}"));
    Reply text =
        client.send(
            "POST", "/v1/signups", BodyPublishers.ofString("{}"), "Content-Type", "text/plain");
    Reply wide =
        client.send(
            "POST",
            "/v1/signups",
            BodyPublishers.ofString("{}", StandardCharsets.UTF_16),
            "Content-Type",
            "application/json; charset=utf-16");
    Reply zipped = client.post("/v1/signups", "{}", "Content-Encoding", "gzip");

    assertProblem(typeless, 415, "unsupported-media-type", "but got none");
    assertProblem(text, 415, "unsupported-media-type", "but got 'text/plain'");
    assertProblem(wide, 415, "unsupported-media-type", "in UTF-8, but got 'application/json; ch");
    assertProblem(zipped, 415, "unsupported-media-type", "but got 'gzip'");
    assertThat(it.written()).isEqualTo(before);
  }

  static Stream<Arguments> notUtf8() {
    String owner = "{\"instance\": \"a\", \"blueprint\": \"notes\", \"owner\": \"é\"}";
    return Stream.of(
        arguments((Object) owner.getBytes(StandardCharsets.ISO_8859_1)),
        arguments((Object) owner.getBytes(StandardCharsets.UTF_16)),
        arguments((Object) owner.getBytes(StandardCharsets.UTF_16LE)),
        arguments((Object) owner.getBytes(Charset.forName("UTF-32BE"))),
        arguments((Object) new byte[] {'{', '"', (byte) 0xc0, (byte) 0xaf, '"', ':', '1', '}'}),
        arguments((Object) new byte[] {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'}));
  }

  @ParameterizedTest
  @MethodSource("notUtf8")
  void shouldRefuseABodyThatIsNotUtf8(byte[] body) throws Exception {
    long before = it.written();

    Reply reply =
        client.send(
            "POST",
            "/v1/signups",
            BodyPublishers.ofByteArray(body),
            "Content-Type",
            "application/json");

    assertProblem(reply, 400, "malformed-body", "Expected a JSON object");
    assertThat(it.written()).isEqualTo(before);
  }

  @Test
  void shouldTakeTheContentTypeWithACharset() {
    it.blueprint("notes");

    Reply reply =
        client.send(
            "POST",
            "/v1/signups",
            BodyPublishers.ofString("{\"instance\": \"charset-1\", \"blueprint\": \"notes\"}"),
            "Content-Type",
            "Application/JSON; charset=utf-8");

    assertThat(reply.status()).isEqualTo(202);
  }

  @Test
  void shouldRefuseABodyThatIsTooLarge() throws Exception {
    long before = it.written();
    byte[] large = new byte[(64 << 10) + 1];
    String[] json = {"Content-Type", "application/json"};

    Reply announced = client.send("POST", "/v1/signups", BodyPublishers.ofByteArray(large), json);
    Reply chunked =
        client.send(
            "POST",
            "/v1/signups",
            BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)),
            json);

    assertProblem(announced, 413, "too-large", "at most 65536 bytes");
    assertProblem(chunked, 413, "too-large", "at most 65536 bytes");
    assertThat(it.written()).isEqualTo(before);
  }

  @Test
  void shouldRefuseABodyWhereNoneIsExpected() {
    Reply reply =
        client.send(
            "DELETE",
            "/v1/domains/a.example",
            BodyPublishers.ofString("{}"),
            "Content-Type",
            "application/json");

    assertProblem(reply, 400, "invalid-request", "Expected no body");
  }

  @Test
  void shouldRefuseABadIdempotencyKeyOrUser() {
    it.instance("keyed-1");

    assertProblem(
        client.act("keyed-1", "wake", "Idempotency-Key", "a b"),
        400,
        "invalid-request",
        "Idempotency-Key to have 1 to 100 visible ASCII characters");
    assertProblem(
        client.act("keyed-1", "wake", "Idempotency-Key", "k".repeat(101)),
        400,
        "invalid-request",
        "Idempotency-Key");
    assertProblem(
        client.act("keyed-1", "wake", "Dormouse-User", "first last"),
        400,
        "invalid-request",
        "Dormouse-User");
    assertProblem(
        client.act("keyed-1", "wake", "Dormouse-User", "ann@example.org"),
        400,
        "invalid-request",
        "must not be an e-mail address");
  }

  @Test
  void shouldRefuseAWriteFromAPageOfAnotherOrigin() throws Exception {
    it.instance("origin-1");
    long before = it.written();

    Reply foreign = client.act("origin-1", "delete", "Origin", "https://evil.example");
    Reply opaque = client.act("origin-1", "delete", "Origin", "null");

    assertProblem(foreign, 403, "cross-origin", "evil.example");
    assertProblem(opaque, 403, "cross-origin", "null");
    assertThat(it.written()).isEqualTo(before);
    assertThat(
            client.act("origin-1", "wake", "Origin", "http://127.0.0.1:" + it.api.port()).status())
        .isEqualTo(202);
  }
}
