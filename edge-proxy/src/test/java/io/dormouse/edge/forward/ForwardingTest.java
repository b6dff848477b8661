package io.dormouse.edge.forward;

import static io.dormouse.edge.EdgeUnderTest.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.Bytes;
import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.Eventually;
import io.dormouse.edge.RawClient;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

public class ForwardingTest {

  private static final int SEVERAL_MEGABYTES = 5 << 20;

  private final EdgeUnderTest edge = new EdgeUnderTest();

  @AfterEach
  void stop() {
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
  void shouldAskForTheBodyWhenTheClientExpectsThat() throws Exception {
    runs(Bytes::answerWithHash);
    try (RawClient client = edge.connect()) {
      client.send(request("POST /", "acme", "Content-Length: 5", "Expect: 100-continue"));
      assertThat(client.head().get(0)).startsWith("HTTP/1.1 100");

      RawClient.RawAnswer answer = client.send("hello").answer();

      assertThat(answer.text())
          .startsWith(Bytes.sha256("hello".getBytes(StandardCharsets.US_ASCII)));
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
        RawClient.RawAnswer answer =
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
        RawClient.RawAnswer answer =
            client.send("GET / HTTP/1.1\r\nHost: www.example.org\r\n\r\n").answer();

        assertThat(answer.status()).as(host).isEqualTo(502);
        assertThat(answer.text()).as(host).contains("urn:dormouse:problem:target-refused");
      }
    }
  }

  private void runs(Handler<HttpServerRequest> handler) throws Exception {
    edge.plane().runs("acme", edge.backend(handler));
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + edge.port() + path))
        .header("Host", "acme.example.org");
  }

  public static void pourUntilFull(HttpServerRequest request) {
    var response = request.response();
    response.exceptionHandler(gone -> {});
    response.drainHandler(more -> pourUntilFull(request));
    while (!response.writeQueueFull() && !response.closed()) {
      response.write(Buffer.buffer(new byte[8192]));
    }
  }

  /**
   * True if the answer's queue is full, and still is when the kernel's buffers had time to take
   * more.
   */
  public static boolean isHeldBack(HttpServerRequest served) {
    long before = served.response().bytesWritten();
    LockSupport.parkNanos(300_000_000);
    return served.response().bytesWritten() == before;
  }
}
