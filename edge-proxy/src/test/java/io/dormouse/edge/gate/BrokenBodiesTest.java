package io.dormouse.edge.gate;

import static io.dormouse.edge.EdgeUnderTest.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.Eventually;
import io.dormouse.edge.RawClient;
import io.dormouse.language.instance.InstanceStatus;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests whose bodies cannot be read to their end get an answer, if none has begun. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrokenBodiesTest {

  private static final String CHUNKED = "Transfer-Encoding: chunked";

  private final List<HttpServerRequest> open = new CopyOnWriteArrayList<>();
  private final List<String> forwarded = new CopyOnWriteArrayList<>();
  private final AtomicInteger gone = new AtomicInteger();
  private final EdgeUnderTest edge = new EdgeUnderTest("--head.max=2KiB", "--head.fields.max=20");
  private final int backend = edge.backend(this::serve);

  @BeforeEach
  void run() {
    forwarded.clear();
    open.clear();
    edge.plane().runs("acme", backend);
  }

  @AfterAll
  void stop() {
    edge.close();
  }

  private void serve(HttpServerRequest request) {
    forwarded.add(request.uri());
    request.exceptionHandler(broken -> gone.incrementAndGet());
    if (request.uri().equals("/early")) {
      request.response().setChunked(true).write("early");
    } else if (request.uri().equals("/slow")) {
      open.add(request);
    } else {
      request.body().onSuccess(body -> request.response().end("got " + body));
    }
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        of("size that is no number", 400, "zz\r\nhello\r\n0\r\n\r\n"),
        of("negative size", 400, "-5\r\nhello\r\n0\r\n\r\n"),
        of("huge size", 400, "fffffffffffffffff\r\nhello\r\n0\r\n\r\n"),
        of("empty size", 400, "\r\nhello\r\n0\r\n\r\n"),
        of("extension of 9 KB", 400, "5;" + "a".repeat(9 << 10) + "\r\nhello\r\n0\r\n\r\n"),
        of("bare LF in an extension", 400, "5;a\nhello\r\n0\r\n\r\n"),
        of("data longer than its size", 400, "3\r\nhello\r\n0\r\n\r\n"),
        of("bare LF behind the data", 400, "5\r\nhello\n0\r\n\r\n"),
        of("second chunk with a bad size", 400, "5\r\nhello\r\nzz\r\n0\r\n\r\n"),
        of("trailer without a colon", 400, "5\r\nhello\r\n0\r\nnonsense\r\n\r\n"),
        of("trailers that are too large", 431, "0\r\nX: " + "y".repeat(3000) + "\r\n\r\n"),
        of("too many trailers", 431, "0\r\n" + "X: y\r\n".repeat(21) + "\r\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("broken")
  void shouldAnswerAndClose(String name, int status, String chunks) throws Exception {
    try (RawClient client = edge.connect()) {
      client.send(request("POST /", "acme", CHUNKED) + chunks + request("GET /smuggled", "acme"));

      RawClient.RawAnswer answer = client.answer();
      assertThat(answer.status()).as(name).isEqualTo(status);
      assertThat(answer.header("Connection")).isEqualTo("close");
      assertThat(client.isClosed()).isTrue();
    }
    assertThat(forwarded).as(name).doesNotContain("/smuggled");
  }

  @Test
  void shouldAnswerWhatIsHeldAtOnce() throws Exception {
    edge.plane().is("acme", InstanceStatus.ASLEEP);
    try (RawClient client = edge.connect()) {
      client.send(request("POST /", "acme", CHUNKED));
      Eventually.until("it is held", () -> edge.server().held() == 1);
      client.send("zz\r\n");

      assertThat(client.answer().status()).isEqualTo(400);
      assertThat(edge.server().held()).isZero();
    }
    assertThat(forwarded).isEmpty();
  }

  @Test
  void shouldTakeTheRequestFromTheBackendToo() throws Exception {
    int before = gone.get();
    try (RawClient client = edge.connect()) {
      client.send(request("POST /slow", "acme", CHUNKED) + "5\r\nhello\r\n");
      Eventually.until("it is forwarded", () -> !open.isEmpty());
      client.send("zz\r\n");

      assertThat(client.answer().status()).isEqualTo(400);
      Eventually.until("the backend hears of it", () -> gone.get() > before);
    }
  }

  @Test
  void shouldAnswerThoseBeforeItFirst() throws Exception {
    try (RawClient client = edge.connect()) {
      client.send(
          request("GET /slow", "acme") + request("POST /", "acme", CHUNKED) + "zz\r\nhello\r\n");
      Eventually.until("the first is forwarded", () -> !open.isEmpty());
      open.get(0).response().end("slow");

      assertThat(client.answer().text()).isEqualTo("slow");
      assertThat(client.answer().status()).isEqualTo(400);
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void shouldCutAnAnswerThatHasBegun() throws Exception {
    try (RawClient client = edge.connect()) {
      client.send(request("POST /early", "acme", CHUNKED) + "5\r\nhello\r\n");
      assertThat(client.head().get(0)).startsWith("HTTP/1.1 200");
      client.send("zz\r\n");

      assertThat(client.readToEnd()).isEqualTo("5\r\nearly\r\n");
    }
  }

  @Test
  void shouldIgnoreAnExpectationOfHttp10() throws Exception {
    try (RawClient client = edge.connect()) {
      client.send(
          request("POST /", "acme", "Content-Length: 5", "Expect: 100-continue")
                  .replace("HTTP/1.1", "HTTP/1.0")
              + "hello");

      RawClient.RawAnswer answer = client.answer();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text()).isEqualTo("got hello");
    }
  }

  private static Arguments of(String name, int status, String chunks) {
    return Arguments.of(name, status, chunks);
  }
}
