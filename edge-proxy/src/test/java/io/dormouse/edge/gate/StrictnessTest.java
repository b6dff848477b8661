package io.dormouse.edge.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.Eventually;
import io.dormouse.edge.RawClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that two readers could read differently are refused, closed, and never forwarded. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StrictnessTest {

  private static final String HOST = "Host: acme.example.org\r\n";

  private final List<String> forwarded = new CopyOnWriteArrayList<>();
  private final EdgeUnderTest edge;

  StrictnessTest() {
    edge = new EdgeUnderTest("--head.line.max=1KiB", "--head.max=2KiB", "--head.timeout=300ms");
  }

  @BeforeAll
  void startBackend() throws Exception {
    int backend =
        edge.backend(request -> {
          forwarded.add(request.method() + " " + request.uri());
          request.body().onComplete(body -> request.response().end("from the backend"));
        });
    edge.plane().runs("acme", backend);
  }

  @AfterAll
  void stop() throws Exception {
    edge.close();
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        of("CONNECT", 405, "CONNECT acme.example.org:443 HTTP/1.1\r\n" + HOST + "\r\n"),
        of("TRACE", 405, "TRACE / HTTP/1.1\r\n" + HOST + "\r\n"),
        of("TRACE in lower case", 405, "trace / HTTP/1.1\r\n" + HOST + "\r\n"),
        of("method that is no token", 400, "GET: / HTTP/1.1\r\n" + HOST + "\r\n"),
        of("another authority", 400, absolute("http://evil.example.org/")),
        of("another port", 400, absolute("http://acme.example.org:81/")),
        of("the usual port of another scheme", 400, absolute("http://acme.example.org:443/")),
        of("absolute form with a user", 400, absolute("http://me@acme.example.org/")),
        of("absolute form without a host", 400, absolute("http:///x")),
        of("another scheme", 400, absolute("ftp://acme.example.org/")),
        of(
            "no Host beside the absolute form",
            400,
            "GET http://acme.example.org/ HTTP/1.1\r\n\r\n"),
        of("two Hosts beside the absolute form", 400, absolute("http://acme.example.org/", HOST)),
        of("fragment in the absolute form", 400, absolute("http://acme.example.org/#x")),
        of("absolute form above the root", 400, absolute("http://acme.example.org/../x")),
        of(
            "absolute form of OPTIONS for the server",
            400,
            "OPTIONS http://acme.example.org HTTP/1.1\r\n" + HOST + "\r\n"),
        of("asterisk form", 400, "OPTIONS * HTTP/1.1\r\n" + HOST + "\r\n"),
        of("fragment in the target", 400, "GET /#x HTTP/1.1\r\n" + HOST + "\r\n"),
        of("percent that encodes nothing", 400, "GET /a%zz HTTP/1.1\r\n" + HOST + "\r\n"),
        of("NUL in the path", 400, "GET /a%00 HTTP/1.1\r\n" + HOST + "\r\n"),
        of("path above the root", 400, "GET /a/..%2f../x HTTP/1.1\r\n" + HOST + "\r\n"),
        of("blank in the target", 400, "GET /a b HTTP/1.1\r\n" + HOST + "\r\n"),
        of("two blanks", 400, "GET  / HTTP/1.1\r\n" + HOST + "\r\n"),
        of("byte above ASCII in the target", 400, "GET /\u00e9 HTTP/1.1\r\n" + HOST + "\r\n"),
        of("HTTP/0.9", 400, "GET /\r\n\r\n"),
        of("HTTP/1.2", 400, "GET / HTTP/1.2\r\n" + HOST + "\r\n"),
        of("no Host", 400, "GET / HTTP/1.1\r\n\r\n"),
        of("empty Host", 400, "GET / HTTP/1.1\r\nHost:\r\n\r\n"),
        of("two Hosts", 400, "GET / HTTP/1.1\r\n" + HOST + HOST + "\r\n"),
        of("list of Hosts", 400, "GET / HTTP/1.1\r\nHost: a.example.org, b\r\n\r\n"),
        of("Host with user", 400, "GET / HTTP/1.1\r\nHost: me@acme.example.org\r\n\r\n"),
        of("Host with path", 400, "GET / HTTP/1.1\r\nHost: acme.example.org/x\r\n\r\n"),
        of("Host with port 0", 400, "GET / HTTP/1.1\r\nHost: acme.example.org:0\r\n\r\n"),
        of("Host with port 65536", 400, "GET / HTTP/1.1\r\nHost: acme.example.org:65536\r\n\r\n"),
        of("Host with no port", 400, "GET / HTTP/1.1\r\nHost: acme.example.org:\r\n\r\n"),
        of("Host with two dots", 400, "GET / HTTP/1.1\r\nHost: acme..example.org\r\n\r\n"),
        of("blank before the colon", 400, "GET / HTTP/1.1\r\nHost : acme.example.org\r\n\r\n"),
        of("folded line", 400, "GET / HTTP/1.1\r\n" + HOST + "X-A: 1\r\n  2\r\n\r\n"),
        of("folded first line", 400, "GET / HTTP/1.1\r\n X: 1\r\n" + HOST + "\r\n"),
        of("no colon", 400, "GET / HTTP/1.1\r\n" + HOST + "nonsense\r\n\r\n"),
        of("empty name", 400, "GET / HTTP/1.1\r\n" + HOST + ": x\r\n\r\n"),
        of("bare LF", 400, "GET / HTTP/1.1\n" + HOST + "\n"),
        of("bare LF after a header", 400, "GET / HTTP/1.1\r\n" + HOST + "X: 1\n\r\n"),
        of("bare CR in a value", 400, "GET / HTTP/1.1\r\n" + HOST + "X: 1\rY: 2\r\n\r\n"),
        of("NUL in a value", 400, "GET / HTTP/1.1\r\n" + HOST + "X: 1\0\r\n\r\n"),
        of("control in a name", 400, "GET / HTTP/1.1\r\n" + HOST + "X\u000b: 1\r\n\r\n"),
        of("length and chunks", 400, post("Content-Length: 5", "Transfer-Encoding: chunked")),
        of("chunks and length", 400, post("Transfer-Encoding: chunked", "Content-Length: 5")),
        of("two lengths", 400, post("Content-Length: 5", "Content-Length: 6")),
        of("two equal lengths", 400, post("Content-Length: 5", "Content-Length: 5")),
        of("list of lengths", 400, post("Content-Length: 5, 5")),
        of("signed length", 400, post("Content-Length: +5")),
        of("negative length", 400, post("Content-Length: -5")),
        of("hexadecimal length", 400, post("Content-Length: 0x5")),
        of("huge length", 400, post("Content-Length: 99999999999999999999")),
        of("empty length", 400, post("Content-Length:")),
        of("unknown coding", 400, post("Transfer-Encoding: gzip")),
        of("two codings", 400, post("Transfer-Encoding: gzip, chunked")),
        of("chunked twice", 400, post("Transfer-Encoding: chunked, chunked")),
        of(
            "two codings in two lines",
            400,
            post("Transfer-Encoding: x", "Transfer-Encoding: chunked")),
        of("coding with a parameter", 400, post("Transfer-Encoding: chunked;q=1")),
        of("coding with a vertical tab", 400, post("Transfer-Encoding: \u000bchunked")),
        of("chunks in HTTP/1.0", 400, post("Transfer-Encoding: chunked").replace("1.1", "1.0")),
        of("unknown expectation", 417, post("Content-Length: 5", "Expect: a-pony")),
        of("target too long", 414, "GET /" + "x".repeat(1100) + " HTTP/1.1\r\n" + HOST + "\r\n"),
        of(
            "head too large",
            431,
            "GET / HTTP/1.1\r\n"
                + HOST
                + ("X-Long: " + "y".repeat(500) + "\r\n").repeat(5)
                + "\r\n"),
        of("WebSocket without a key", 400, webSocket("Sec-WebSocket-Version: 13")),
        of(
            "WebSocket with a bad key",
            400,
            webSocket("Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: eA==")),
        of(
            "WebSocket with a body",
            400,
            webSocket(
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "Content-Length: 1")),
        of(
            "WebSocket of another version",
            426,
            webSocket("Sec-WebSocket-Version: 8", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void shouldRefuseAndClose(String name, int status, String bytes) throws Exception {
    forwarded.clear();
    try (RawClient client = edge.connect()) {
      client.send(bytes + "GET /smuggled HTTP/1.1\r\n" + HOST + "\r\n");

      assertThat(client.answer().status()).as(name).isEqualTo(status);
      assertThat(client.isClosed()).as(name).isTrue();
    }
    assertThat(forwarded).as(name).isEmpty();
  }

  static Stream<Arguments> badChunks() {
    return Stream.of(
        Arguments.of("no number", "zz\r\nhello\r\n0\r\n\r\n"),
        Arguments.of("negative size", "-5\r\nhello\r\n0\r\n\r\n"),
        Arguments.of("size with 0x", "0x5\r\nhello\r\n0\r\n\r\n"),
        Arguments.of("huge size", "fffffffffffffffff\r\nhello\r\n0\r\n\r\n"),
        Arguments.of("data longer than its size", "3\r\nhello\r\n0\r\n\r\n"),
        Arguments.of("bare LF after the size", "5\nhello\r\n0\r\n\r\n"),
        Arguments.of("bare LF after the data", "5\r\nhello\n0\r\n\r\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badChunks")
  void shouldNotTakeWhatFollowsBadChunksForARequest(String name, String chunks) throws Exception {
    forwarded.clear();
    try (RawClient client = edge.connect()) {
      client.send(post("Transfer-Encoding: chunked").replace("hello", "") + chunks);
      client.send("GET /smuggled HTTP/1.1\r\n" + HOST + "\r\n");

      assertThat(client.isClosed()).as(name).isTrue();
    }
    assertThat(forwarded).as(name).doesNotContain("GET /smuggled");
  }

  @Test
  void shouldServePipelinedRequestsInOrder() throws Exception {
    forwarded.clear();
    try (RawClient client = edge.connect()) {
      client.send(
          "\r\nGET /1 HTTP/1.1\r\n"
              + HOST
              + "\r\n"
              + "POST /2 HTTP/1.1\r\n"
              + HOST
              + "Content-Length: 5\r\n\r\nhello"
              + "GET /3 HTTP/1.1\r\n"
              + HOST
              + "\r\n");

      for (int i = 0; i < 3; i++) {
        assertThat(client.answer().text()).isEqualTo("from the backend");
      }
    }
    assertThat(forwarded).containsExactly("GET /1", "POST /2", "GET /3");
  }

  @Test
  void shouldTakeAHeadThatComesByteByByte() throws Exception {
    try (RawClient client = edge.connect()) {
      for (byte b :
          ("GET /slow HTTP/1.1\r\n" + HOST + "\r\n").getBytes(StandardCharsets.US_ASCII)) {
        client.send(new byte[] {b});
      }

      assertThat(client.answer().status()).isEqualTo(200);
    }
  }

  @Test
  void shouldServeWithoutAnUpgradeThatIsNotOffered() throws Exception {
    try (RawClient client = edge.connect()) {
      client.send(
          EdgeUnderTest.request(
              "GET /",
              "acme",
              "Connection: Upgrade, HTTP2-Settings",
              "Upgrade: h2c",
              "HTTP2-Settings: AAMAAABkAAQAAP__"));

      assertThat(client.answer().status()).isEqualTo(200);
    }
  }

  @Test
  void shouldCloseAConnectionWhoseHeadDoesNotEnd() throws Exception {
    try (RawClient client = edge.connect()) {
      client.send("GET / HTTP/1.1\r\nHost: acme");

      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void shouldCloseAConnectionOnWhichNothingIsSent() throws Exception {
    try (RawClient client = edge.connect()) {
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void shouldSpeakOfARefusalAsProblemDetails() throws Exception {
    try (RawClient client = edge.connect()) {
      RawClient.RawAnswer answer = client.send("GET / HTTP/1.1\r\n\r\n").answer();

      assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(answer.header("Connection")).isEqualTo("close");
      assertThat(answer.text()).contains("\"status\":400", "exactly one Host header");
    }
  }

  @Test
  void shouldStillServeAfterAllOfThat() throws Exception {
    Eventually.until("no request is held", () -> edge.server().held() == 0);
    try (RawClient client = edge.connect()) {
      assertThat(client.send(EdgeUnderTest.request("GET /", "acme")).answer().status())
          .isEqualTo(200);
    }
  }

  private static Arguments of(String name, int status, String bytes) {
    return Arguments.of(name, status, bytes);
  }

  private static String absolute(String target, String... lines) {
    return "GET " + target + " HTTP/1.1\r\n" + HOST + String.join("", lines) + "\r\n";
  }

  private static String post(String... headers) {
    return "POST / HTTP/1.1\r\n" + HOST + String.join("\r\n", headers) + "\r\n\r\nhello";
  }

  private static String webSocket(String... headers) {
    return "GET / HTTP/1.1\r\n"
        + HOST
        + "Connection: Upgrade\r\nUpgrade: websocket\r\n"
        + String.join("\r\n", headers)
        + "\r\n\r\n";
  }
}
