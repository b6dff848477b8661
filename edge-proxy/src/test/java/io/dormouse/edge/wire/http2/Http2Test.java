package io.dormouse.edge.wire.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.Bytes;
import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.Eventually;
import io.dormouse.edge.RawBackend;
import io.dormouse.edge.forward.ForwardingTest;
import io.dormouse.language.instance.InstanceStatus;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An ordinary client that speaks HTTP/2, and backends that do not. */
class Http2Test {

  private static final int SEVERAL_MEGABYTES = 5 << 20;

  private final EdgeUnderTest edge = new EdgeUnderTest();
  private final HttpClient client = edge.http2();

  @AfterEach
  void stop() {
    edge.close();
  }

  @Test
  void shouldDownloadEveryByte() {
    byte[] body = Bytes.random(SEVERAL_MEGABYTES);
    runs(request -> request.response().end(Buffer.buffer(body)));

    HttpClientResponse answer = get("/file");

    assertThat(answer.version()).isEqualTo(HttpVersion.HTTP_2);
    assertThat(answer.getHeader("Dormouse-Instance-Status")).isEqualTo("warm");
    assertThat(Bytes.sha256(body(answer).getBytes())).isEqualTo(Bytes.sha256(body));
  }

  @Test
  void shouldUploadEveryByteWithALength() {
    byte[] body = Bytes.random(SEVERAL_MEGABYTES);
    runs(Bytes::answerWithHash);

    HttpClientRequest request = request(HttpMethod.POST, "/");
    HttpClientResponse answer = answer(request.send(Buffer.buffer(body)));

    assertThat(body(answer)).hasToString(Bytes.sha256(body) + " Content-Length");
  }

  @Test
  void shouldUploadEveryByteInChunksWhenNoLengthIsTold() {
    runs(Bytes::answerWithHash);

    HttpClientRequest request = request(HttpMethod.POST, "/").setChunked(true);
    request.write("hel");
    request.end("lo");

    assertThat(body(answer(request.response())))
        .hasToString(Bytes.sha256("hello".getBytes(StandardCharsets.UTF_8)) + " Transfer-Encoding");
  }

  @Test
  void shouldSendNoBodyWhereNoneIs() {
    List<String> seen = new CopyOnWriteArrayList<>();
    runs(request -> {
      seen.add(request.method() + " " + request.getHeader("Transfer-Encoding"));
      request.response().setStatusCode(request.method().equals(HttpMethod.GET) ? 204 : 200).end();
    });

    assertThat(get("/").statusCode()).isEqualTo(204);
    assertThat(got(request(HttpMethod.HEAD, "/").send()).statusCode()).isEqualTo(200);
    assertThat(seen).containsExactly("GET null", "HEAD null");
  }

  @Test
  void shouldTellTheBackendAsOfAnyOtherRequest() {
    CompletableFuture<HttpServerRequest> seen = new CompletableFuture<>();
    runs(request -> {
      seen.complete(request);
      request.response().end();
    });

    HttpClientRequest request = request(HttpMethod.GET, "/a?b=c");
    request.headers().add("cookie", "a=1").add("cookie", "b=2").add("te", "trailers");
    got(request.send());

    HttpServerRequest got = Eventually.get(seen);
    assertThat(got.version()).isEqualTo(HttpVersion.HTTP_1_1);
    assertThat(got.uri()).isEqualTo("/a?b=c");
    assertThat(got.getHeader("Host")).isEqualTo("acme.example.org");
    assertThat(got.headers().getAll("Cookie")).containsExactly("a=1; b=2");
    assertThat(got.getHeader("TE")).isNull();
    assertThat(got.getHeader("X-Forwarded-For")).isEqualTo("127.0.0.1");
  }

  @Test
  void shouldServeManyStreamsAtOnce() {
    List<HttpServerRequest> waiting = new CopyOnWriteArrayList<>();
    runs(request -> {
      waiting.add(request);
      if (waiting.size() == 100) {
        waiting.forEach(each -> each.response().end(each.uri()));
      }
    });

    List<Future<Buffer>> answers =
        IntStream.range(0, 100)
            .mapToObj(number ->
                client
                    .request(options(HttpMethod.GET, "/" + number))
                    .compose(HttpClientRequest::send)
                    .compose(HttpClientResponse::body))
            .toList();

    for (int number = 0; number < 100; number++) {
      assertThat(got(answers.get(number))).hasToString("/" + number);
    }
  }

  @Test
  void shouldStreamEventsAsTheyCome() {
    CompletableFuture<HttpServerRequest> served = new CompletableFuture<>();
    runs(request -> {
      request.response().setChunked(true).putHeader("Content-Type", "text/event-stream");
      request.response().writeHead();
      served.complete(request);
    });
    List<String> events = new CopyOnWriteArrayList<>();

    HttpClientResponse answer = get("/events");
    answer.handler(bytes -> events.add(bytes.toString())).resume();
    HttpServerRequest backend = Eventually.get(served);
    for (int event = 0; event < 3; event++) {
      String due = "data: " + event + "\n\n";
      backend.response().write(due);
      Eventually.until("event " + event, () -> events.contains(due));
    }
    backend.response().end();
  }

  @Test
  void shouldHoldARequestUntilItsInstanceIsAwake() {
    edge.plane().is("acme", InstanceStatus.ASLEEP);
    Future<HttpClientResponse> answer =
        client
            .request(options(HttpMethod.POST, "/"))
            .compose(request -> request.send(Buffer.buffer("hello")))
            .map(HttpClientResponse::pause);
    Eventually.until("a wake", () -> edge.plane().wakes().size() == 1);

    runs(Bytes::answerWithHash);

    assertThat(got(answer).getHeader("Dormouse-Instance-Status")).isEqualTo("woken");
    assertThat(body(got(answer)).toString())
        .startsWith(Bytes.sha256("hello".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void shouldCancelTheBackendRequestWhenTheStreamIsReset() {
    CompletableFuture<Void> cancelled = new CompletableFuture<>();
    CompletableFuture<Void> arrived = new CompletableFuture<>();
    runs(request -> {
      if (request.uri().equals("/next")) {
        request.response().end("fine");
        return;
      }
      request.response().closeHandler(closed -> cancelled.complete(null));
      arrived.complete(null);
    });

    HttpClientRequest request = request(HttpMethod.GET, "/");
    request.end();
    Eventually.get(arrived);
    request.reset(8);

    assertThat(cancelled).succeedsWithin(Eventually.DEADLINE);
    assertThat(body(get("/next"))).hasToString("fine");
  }

  @Test
  void shouldNotReadFasterThanTheClientDoes() {
    CompletableFuture<HttpServerRequest> served = new CompletableFuture<>();
    runs(request -> {
      if (request.uri().equals("/next")) {
        request.response().end("fine");
        return;
      }
      request.response().setChunked(true);
      served.complete(request);
      ForwardingTest.pourUntilFull(request);
    });

    HttpClientResponse answer = answer(request(HttpMethod.GET, "/endless").send());

    assertThat(answer.statusCode()).isEqualTo(200);
    Eventually.until(
        "the backend is held back", () -> ForwardingTest.isHeldBack(Eventually.get(served)));
    assertThat(body(get("/next"))).hasToString("fine");
    got(answer.request().reset());
  }

  @Test
  void shouldNotReadAnUploadFasterThanTheBackendDoes() {
    CompletableFuture<HttpServerRequest> served = new CompletableFuture<>();
    runs(request -> {
      if (request.uri().equals("/next")) {
        request.response().end("fine");
        return;
      }
      served.complete(request.pause());
    });
    HttpClientRequest request = request(HttpMethod.POST, "/").setChunked(true);
    AtomicLong written = new AtomicLong();
    request.drainHandler(more -> pour(request, written));
    pour(request, written);
    Eventually.get(served);

    Eventually.until("the client is held back", () -> isHeldBack(written));
    assertThat(body(get("/next"))).hasToString("fine");
    got(request.reset());
  }

  @Test
  void shouldCancelAnUploadThatTheBackendDoesNotRead() throws Exception {
    try (ServerSocket backend = new ServerSocket(0)) {
      edge.plane().runs("acme", backend.getLocalPort());
      HttpClientRequest request = request(HttpMethod.POST, "/").setChunked(true);
      AtomicLong written = new AtomicLong();
      request.drainHandler(more -> pour(request, written));
      pour(request, written);
      try (Socket silent = backend.accept()) {
        Eventually.until("the client is held back", () -> isHeldBack(written));

        got(request.reset(8));

        silent.getOutputStream().write("HTTP/1.1 200 OK\r\nX: ".getBytes(StandardCharsets.UTF_8));
        Eventually.until("the backend is left", () -> isLeft(silent));
      }
    }
  }

  @Test
  void shouldTellThatAnAnswerIsCut() throws Exception {
    try (RawBackend backend =
        RawBackend.closingAfter("HTTP/1.1 200 OK\nContent-Length: 100\n\nhello")) {
      edge.plane().runs("acme", backend.port());

      // On the event loop, so that the end cannot come before somebody listens for it.
      Future<Buffer> body = request(HttpMethod.GET, "/").send().compose(HttpClientResponse::body);

      Eventually.until("the stream is over", body::isComplete);
      assertThat(body.cause()).isInstanceOf(StreamResetException.class);
    }
    runs(request -> request.response().end("fine"));
    assertThat(body(get("/"))).hasToString("fine");
  }

  @Test
  void shouldAnswerEarlyWithoutReadingTheWholeUpload() {
    runs(request -> request.response().setStatusCode(413).end("too large"));

    HttpClientRequest request = request(HttpMethod.POST, "/").setChunked(true);
    CompletableFuture<Throwable> ended = new CompletableFuture<>();
    request.exceptionHandler(ended::complete);
    request.write("some");
    HttpClientResponse answer = answer(request.response());

    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(body(answer)).hasToString("too large");
    assertThat(Eventually.get(ended)).isInstanceOf(StreamResetException.class);
  }

  @Test
  void shouldRefuseWithoutClosingTheConnection() {
    runs(request -> request.response().end("fine"));
    HttpClientRequest unknown = request(HttpMethod.TRACE, "/");
    HttpClientResponse refused = answer(unknown.send());

    assertThat(refused.statusCode()).isEqualTo(405);
    assertThat(refused.getHeader("Connection")).isNull();
    HttpClientRequest next = request(HttpMethod.GET, "/");
    assertThat(next.connection()).isSameAs(unknown.connection());
    assertThat(body(answer(next.send()))).hasToString("fine");
  }

  @Test
  void shouldAskForTheBodyWhenTheClientExpectsThat() {
    runs(Bytes::answerWithHash);
    HttpClientRequest request = request(HttpMethod.POST, "/").putHeader("Expect", "100-continue");
    CompletableFuture<Void> asked = new CompletableFuture<>();
    request.continueHandler(asked::complete);
    request.setChunked(true).writeHead();
    Eventually.get(asked);

    request.end("hello");

    assertThat(got(request.response()).statusCode()).isEqualTo(200);
  }

  @Test
  void shouldLetRequestsEndWhenItCloses() {
    CompletableFuture<HttpServerRequest> served = new CompletableFuture<>();
    runs(served::complete);
    Future<Buffer> answer =
        client
            .request(options(HttpMethod.GET, "/"))
            .compose(HttpClientRequest::send)
            .compose(HttpClientResponse::body);
    HttpServerRequest backend = Eventually.get(served);
    Future<Void> closing = edge.server().close();

    backend.response().end("fine");

    assertThat(got(answer)).hasToString("fine");
    got(closing);
  }

  private static void pour(HttpClientRequest request, AtomicLong written) {
    while (!request.writeQueueFull()) {
      request.write(Buffer.buffer(new byte[8192]));
      written.addAndGet(8192);
    }
  }

  /** True if the other side takes no more of an endless answer. */
  private static boolean isLeft(Socket socket) {
    try {
      socket.getOutputStream().write('a');
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  /** True if the stream is full, and still is when all buffers had time to take more. */
  private static boolean isHeldBack(AtomicLong written) {
    long before = written.get();
    LockSupport.parkNanos(300_000_000);
    return written.get() == before;
  }

  private void runs(Handler<HttpServerRequest> handler) {
    edge.plane().runs("acme", edge.backend(handler));
  }

  private HttpClientResponse get(String uri) {
    return answer(request(HttpMethod.GET, uri).send());
  }

  private HttpClientRequest request(HttpMethod method, String uri) {
    return got(client.request(options(method, uri)));
  }

  private RequestOptions options(HttpMethod method, String uri) {
    return new RequestOptions()
        .setMethod(method)
        .setURI(uri)
        .setServer(SocketAddress.inetSocketAddress(edge.port(), "127.0.0.1"))
        .setHost("acme.example.org")
        .setPort(80);
  }

  private static Buffer body(HttpClientResponse answer) {
    Future<Buffer> body = answer.body();
    answer.resume();
    return got(body);
  }

  /** The answer, with a body that waits until it is asked for. */
  private static HttpClientResponse answer(Future<HttpClientResponse> future) {
    return got(future.map(HttpClientResponse::pause));
  }

  private static <T> T got(Future<T> future) {
    return Eventually.get(future.toCompletionStage());
  }
}
