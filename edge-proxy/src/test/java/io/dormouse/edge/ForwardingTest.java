package io.dormouse.edge;

import static io.dormouse.edge.EdgeUnderTest.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ForwardingTest {

  private static final int SEVERAL_MEGABYTES = 5 << 20;

  private final EdgeUnderTest edge;
  private final List<RawBackend> closeables = new ArrayList<>();

  ForwardingTest() {
    edge = new EdgeUnderTest();
  }

  @AfterEach
  void stop() throws Exception {
    for (RawBackend backend : closeables) {
      backend.close();
    }
    edge.close();
  }

  @Test
  void shouldDownloadEveryByte() throws Exception {
    byte[] body = Bytes.random(SEVERAL_MEGABYTES);
    runs(request -> request.response().end(Buffer.buffer(body)));

    HttpResponse<byte[]> answer = edge.http().send(to("/file").build(), BodyHandlers.ofByteArray());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(Bytes.sha256(answer.body())).isEqualTo(Bytes.sha256(body));
    assertThat(answer.headers().firstValue("Dormouse-Instance-Status")).contains("warm");
    assertThat(answer.headers().firstValue("Server-Timing")).isEmpty();
  }

  @Test
  void shouldUploadEveryByte() throws Exception {
    byte[] body = Bytes.random(SEVERAL_MEGABYTES);
    runs(Bytes::answerWithHash);

    HttpResponse<String> answer =
        edge.http()
            .send(to("/").POST(BodyPublishers.ofByteArray(body)).build(), BodyHandlers.ofString());

    assertThat(answer.body()).isEqualTo(Bytes.sha256(body) + " Content-Length");
  }

  @Test
  void shouldUploadEveryByteInChunks() throws Exception {
    byte[] body = Bytes.random(SEVERAL_MEGABYTES);
    runs(Bytes::answerWithHash);

    HttpResponse<String> answer =
        edge.http()
            .send(
                to("/")
                    .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
                    .build(),
                BodyHandlers.ofString());

    assertThat(answer.body()).isEqualTo(Bytes.sha256(body) + " Transfer-Encoding");
  }

  @Test
  void shouldNotReadFasterThanTheClientDoes() throws Exception {
    CompletableFuture<HttpServerRequest> served = new CompletableFuture<>();
    runs(request -> {
      request.response().setChunked(true);
      served.complete(request);
      pourUntilFull(request);
    });
    try (RawClient client = edge.connect()) {
      client.send(request("GET /endless", "acme"));
      client.head();

      Eventually.until("the backend is held back", () -> isHeldBack(Eventually.get(served)));
    }
    Eventually.until(
        "the backend sees the client leave", () -> Eventually.get(served).response().closed());
  }

  @Test
  void shouldStripWhatBelongsToTheConnectionOnTheWayIn() throws Exception {
    CompletableFuture<MultiMap> arrived = new CompletableFuture<>();
    runs(request -> {
      arrived.complete(request.headers());
      request.response().end();
    });
    try (RawClient client = edge.connect()) {
      client.send(
          request(
              "GET /",
              "acme",
              "Connection: keep-alive, X-Mine, Host, Content-Length",
              "Keep-Alive: timeout=5",
              "X-Mine: secret",
              "TE: trailers",
              "Trailer: X",
              "Proxy-Authorization: Basic eDp5",
              "Proxy-Connection: keep-alive",
              "Upgrade: h2c",
              "Forwarded: for=1.2.3.4",
              "X-Forwarded-For: 1.2.3.4",
              "X_Forwarded_For: 1.2.3.4",
              "X-Forwarded-Proto: https",
              "X-Forwarded-Host: evil.example.org",
              "X-Forwarded-Port: 1",
              "X-Real-IP: 1.2.3.4",
              "X-Request-Id: abc-1",
              "Cookie: a=1",
              "X-Kept: yes"));
      assertThat(client.answer().status()).isEqualTo(200);
    }

    MultiMap seen = Eventually.get(arrived);
    assertThat(seen.names())
        .containsExactlyInAnyOrder(
            "Host",
            "X-Forwarded-For",
            "X-Forwarded-Proto",
            "X-Forwarded-Host",
            "X-Forwarded-Port",
            "X-Request-Id",
            "Cookie",
            "X-Kept");
    assertThat(seen.getAll("X-Forwarded-For")).containsExactly("127.0.0.1");
    assertThat(seen.getAll("X-Forwarded-Proto")).containsExactly("http");
    assertThat(seen.getAll("X-Forwarded-Host")).containsExactly("acme.example.org");
    assertThat(seen.get("X-Forwarded-Port")).isEqualTo(Integer.toString(edge.port()));
    assertThat(seen.getAll("Host")).containsExactly("acme.example.org");
    assertThat(seen.get("X-Request-Id")).isEqualTo("abc-1");
  }

  @Test
  void shouldStripWhatBelongsToTheConnectionOnTheWayBack() throws Exception {
    runsRaw(
        """
        HTTP/1.1 200 OK
        Connection: keep-alive, X-Internal
        X-Internal: 1
        Keep-Alive: timeout=5
        Proxy-Authenticate: Basic
        Upgrade: h2c
        Trailer: X-T
        Dormouse-Instance-Status: lies
        Set-Cookie: a=1
        Set-Cookie: b=2
        Transfer-Encoding: chunked

        5
        hello
        0
        X-T: 1

        """);
    try (RawClient client = edge.connect()) {
      RawClient.Answer answer = client.send(request("GET /", "acme")).answer();

      assertThat(answer.text()).isEqualTo("hello");
      assertThat(answer.all("Set-Cookie")).containsExactly("a=1", "b=2");
      assertThat(answer.all("Dormouse-Instance-Status")).containsExactly("warm");
      for (String gone :
          List.of("Connection", "X-Internal", "Keep-Alive", "Proxy-Authenticate", "Upgrade")) {
        assertThat(answer.all(gone)).as(gone).isEmpty();
      }
    }
  }

  @Test
  void shouldAnswerHeadWithoutABody() throws Exception {
    runs(request -> request.response().putHeader("Content-Length", "12345").end());
    try (RawClient client = edge.connect()) {
      RawClient.Answer answer = client.send(request("HEAD /", "acme")).answerToHead();

      assertThat(answer.header("Content-Length")).isEqualTo("12345");
      assertThat(client.send(request("HEAD /", "acme")).answerToHead().status()).isEqualTo(200);
    }
  }

  @Test
  void shouldKeepTheConnectionAfterAnswersWithoutABody() throws Exception {
    runs(request -> request.response().setStatusCode(204).end());
    try (RawClient client = edge.connect()) {
      for (int i = 0; i < 3; i++) {
        RawClient.Answer answer = client.send(request("GET /", "acme")).answer();
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.all("Transfer-Encoding")).isEmpty();
      }
    }
  }

  @Test
  void shouldServeHttp10WithoutChunks() throws Exception {
    runs(request -> request.response().setChunked(true).end("in chunks"));
    try (RawClient client = edge.connect()) {
      RawClient.Answer answer =
          client.send("GET / HTTP/1.0\r\nHost: acme.example.org\r\n\r\n").answer();

      assertThat(answer.all("Transfer-Encoding")).isEmpty();
      assertThat(answer.text()).isEqualTo("in chunks");
    }
  }

  @Test
  void shouldAskForTheBodyWhenTheClientExpectsThat() throws Exception {
    runs(Bytes::answerWithHash);
    try (RawClient client = edge.connect()) {
      client.send(request("POST /", "acme", "Content-Length: 5", "Expect: 100-continue"));
      assertThat(client.head().get(0)).startsWith("HTTP/1.1 100");

      RawClient.Answer answer = client.send("hello").answer();

      assertThat(answer.text())
          .startsWith(Bytes.sha256("hello".getBytes(StandardCharsets.US_ASCII)));
    }
  }

  @Test
  void shouldCutTheAnswerWhenTheBackendLeavesInTheMiddle() throws Exception {
    runsRaw("HTTP/1.1 200 OK\nContent-Length: 100\n\nonly this");
    try (RawClient client = edge.connect()) {
      client.send(request("GET /", "acme"));

      assertThat(client.head().get(0)).contains("200");
      assertThat(client.read(9)).isEqualTo("only this".getBytes(StandardCharsets.US_ASCII));
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void shouldSayBadGatewayWhenTheAnswerIsNotHttp() throws Exception {
    runsRaw("SSH-2.0-OpenSSH\n\n");
    try (RawClient client = edge.connect()) {
      RawClient.Answer answer = client.send(request("POST /", "acme")).answer();

      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.text()).contains("urn:dormouse:problem:broken-answer");
    }
  }

  @Test
  void shouldNotPassOnASwitchOfProtocolsThatNobodyAskedFor() throws Exception {
    runsRaw("HTTP/1.1 101 Switching Protocols\nUpgrade: x\n\nGET");
    try (RawClient client = edge.connect()) {
      assertThat(client.send(request("GET /", "acme")).answer().status()).isEqualTo(502);
    }
  }

  @Test
  void shouldSayBadGatewayWhenNobodyListens() throws Exception {
    int closed;
    try (ServerSocket socket = new ServerSocket(0)) {
      closed = socket.getLocalPort();
    }
    edge.plane().runs("acme", closed);
    try (RawClient client = edge.connect()) {
      RawClient.Answer answer = client.send(request("GET /", "acme")).answer();

      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.header("Retry-After")).isEqualTo("1");
    }
  }

  @Test
  void shouldReachABackendThatListensAMomentLater() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    edge.plane().runs("acme", port);
    try (RawClient client = edge.connect()) {
      client.send(request("POST /", "acme", "Content-Length: 5") + "hello");
      edge.backend(port, Bytes::answerWithHash);

      assertThat(client.answer().status()).isEqualTo(200);
    }
  }

  @Test
  void shouldRepeatARequestOnAConnectionThatWentStale() throws Exception {
    try (RawBackend backend =
            RawBackend.closingAtTheSecondRequest("HTTP/1.1 200 OK\nContent-Length: 0\n\n");
        RawClient client = edge.connect()) {
      edge.plane().runs("acme", backend.port());
      for (int i = 0; i < 5; i++) {
        assertThat(client.send(request("GET /" + i, "acme")).answer().status()).isEqualTo(200);
      }
      assertThat(backend.answered()).isEqualTo(5);
    }
  }

  @Test
  void shouldNotRepeatARequestThatMayDoHarm() throws Exception {
    AtomicInteger posts = new AtomicInteger();
    runs(request -> {
      posts.incrementAndGet();
      request.connection().close();
    });
    try (RawClient client = edge.connect()) {
      assertThat(client.send(request("POST /", "acme")).answer().status()).isEqualTo(502);
    }
    assertThat(posts).hasValue(1);
  }

  @Test
  void shouldNeverUseAConnectionOfAnotherGeneration() throws Exception {
    List<String> ports = new CopyOnWriteArrayList<>();
    int backend =
        edge.backend(request -> {
          ports.add(request.remoteAddress().toString());
          request.response().end();
        });
    try (RawClient client = edge.connect()) {
      edge.plane().runs("acme", backend);
      client.send(request("GET /", "acme")).answer();
      client.send(request("GET /", "acme")).answer();
      edge.plane().runs("acme", backend);
      client.send(request("GET /", "acme")).answer();
    }
    assertThat(ports.get(1)).isEqualTo(ports.get(0));
    assertThat(ports.get(2)).isNotEqualTo(ports.get(0));
  }

  @Test
  void shouldSayBusyWhenTheQueueIsFull() throws Exception {
    try (EdgeUnderTest small =
        new EdgeUnderTest("--backend.connections=1", "--backend.waiting=1", "--event.loops=1")) {
      CompletableFuture<HttpServerRequest> first = new CompletableFuture<>();
      int backend =
          small.backend(request -> {
            if (!first.complete(request)) {
              request.response().end();
            }
          });
      small.plane().runs("acme", backend);
      try (RawClient one = small.connect();
          RawClient two = small.connect();
          RawClient three = small.connect()) {
        one.send(request("GET /1", "acme"));
        Eventually.get(first);
        two.send(request("GET /2", "acme"));
        three.send(request("GET /3", "acme"));

        RawClient.Answer refused = oneOf(two, three);

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.text()).contains("urn:dormouse:problem:busy");
        small.vertx().runOnContext(end -> first.join().response().end());
        assertThat(one.answer().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void shouldAnswerEarlyWithoutReadingTheWholeUpload() throws Exception {
    runs(request -> request.response().setStatusCode(413).end("too large"));
    try (RawClient client = edge.connect()) {
      client.send(request("POST /", "acme", "Content-Length: 100000000") + "some");

      assertThat(client.answer().status()).isEqualTo(413);
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void shouldCancelTheBackendRequestWhenTheClientLeaves() throws Exception {
    CompletableFuture<Void> cancelled = new CompletableFuture<>();
    CompletableFuture<Void> arrived = new CompletableFuture<>();
    runs(request -> {
      request.response().closeHandler(closed -> cancelled.complete(null));
      arrived.complete(null);
    });
    try (RawClient client = edge.connect()) {
      client.send(request("GET /", "acme"));
      Eventually.get(arrived);
    }

    assertThat(cancelled).succeedsWithin(Eventually.DEADLINE);
  }

  @Test
  void shouldForwardToAUriWithItsOwnHost() throws Exception {
    try (EdgeUnderTest open = new EdgeUnderTest("--backend.private.targets=true")) {
      int backend =
          open.backend(
              request -> request.response().end(request.getHeader("Host") + request.uri()));
      open.plane().routeToUri("www.example.org", "http://127.0.0.1:" + backend + "/ignored");
      try (RawClient client = open.connect()) {
        RawClient.Answer answer =
            client.send("GET /a?b HTTP/1.1\r\nHost: WWW.example.org.\r\n\r\n").answer();

        assertThat(answer.text()).isEqualTo("127.0.0.1:" + backend + "/a?b");
        assertThat(answer.all("Dormouse-Instance-Status")).isEmpty();
      }
      assertThat(open.plane().reports()).isEmpty();
    }
  }

  @Test
  void shouldNotForwardToAUriThatLeadsInside() throws Exception {
    int backend = edge.backend(request -> request.response().end("inside"));
    for (String host : List.of("127.0.0.1", "localhost", "[::1]", "0.0.0.0")) {
      edge.plane().routeToUri("www.example.org", "http://" + host + ":" + backend + "/");
      try (RawClient client = edge.connect()) {
        RawClient.Answer answer =
            client.send("GET / HTTP/1.1\r\nHost: www.example.org\r\n\r\n").answer();

        assertThat(answer.status()).as(host).isEqualTo(502);
        assertThat(answer.text()).as(host).contains("urn:dormouse:problem:target-refused");
      }
    }
  }

  private void runs(Handler<HttpServerRequest> handler) throws Exception {
    edge.plane().runs("acme", edge.backend(handler));
  }

  private void runsRaw(String answer) throws Exception {
    RawBackend backend = RawBackend.closingAfter(answer);
    closeables.add(backend);
    edge.plane().runs("acme", backend.port());
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + edge.port() + path))
        .header("Host", "acme.example.org");
  }

  private static void pourUntilFull(HttpServerRequest request) {
    var response = request.response();
    response.exceptionHandler(gone -> {});
    response.drainHandler(more -> pourUntilFull(request));
    while (!response.writeQueueFull() && !response.closed()) {
      response.write(Buffer.buffer(new byte[8192]));
    }
  }

  /** Full, and still so when the kernel's buffers had time to take more. */
  private static boolean isHeldBack(HttpServerRequest served) {
    long before = served.response().bytesWritten();
    LockSupport.parkNanos(300_000_000);
    return served.response().bytesWritten() == before;
  }

  private static RawClient.Answer oneOf(RawClient two, RawClient three) throws Exception {
    CompletableFuture<RawClient.Answer> answer = new CompletableFuture<>();
    for (RawClient client : List.of(two, three)) {
      Thread.ofVirtual()
          .start(() -> {
            try {
              answer.complete(client.answer());
            } catch (IOException e) {
              answer.completeExceptionally(e);
            }
          });
    }
    return Eventually.get(answer);
  }
}
