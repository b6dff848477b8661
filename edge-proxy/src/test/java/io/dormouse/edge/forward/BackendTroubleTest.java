package io.dormouse.edge.forward;

import static io.dormouse.edge.EdgeUnderTest.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.Bytes;
import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.Eventually;
import io.dormouse.edge.RawBackend;
import io.dormouse.edge.RawClient;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackendTroubleTest {

  private final EdgeUnderTest edge = new EdgeUnderTest();
  private final List<RawBackend> closeables = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    for (RawBackend backend : closeables) {
      backend.close();
    }
    edge.close();
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
      RawClient.RawAnswer answer = client.send(request("POST /", "acme")).answer();

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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\nX: 1\n 2\nContent-Length: 0\n\n",
        "HTTP/1.1 200 OK\nX : 1\nContent-Length: 0\n\n",
        "HTTP/1.1 200 OK\nX\u0001: 1\nContent-Length: 0\n\n",
        "HTTP/1.1 2000 OK\nContent-Length: 0\n\n",
        "HTTP/1.1 600 OK\nContent-Length: 0\n\n",
        "HTTP/1.1 200 OK\nTransfer-Encoding: gzip, chunked\n\n0\n\n"
      })
  void shouldNotPassOnAnAnswerThatCanBeTakenForAnother(String answer) throws Exception {
    runsRaw(answer);
    try (RawClient client = edge.connect()) {
      assertThat(client.send(request("GET /", "acme")).answer().status()).isEqualTo(502);
    }
  }

  @Test
  void shouldSkipInterimAnswers() throws Exception {
    runsRaw("HTTP/1.1 102 Processing\n\nHTTP/1.1 199 Odd\nX: 1\n\nHTTP/1.1 204 Done\n\n");
    try (RawClient client = edge.connect()) {
      assertThat(client.send(request("GET /", "acme")).answer().status()).isEqualTo(204);
    }
  }

  @Test
  void shouldNotRepeatARequestOnAFreshConnection() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    runs(request -> {
      asked.incrementAndGet();
      request.connection().close();
    });
    try (RawClient client = edge.connect()) {
      assertThat(client.send(request("GET /", "acme")).answer().status()).isEqualTo(502);
    }
    assertThat(asked).hasValue(1);
  }

  @Test
  void shouldSayBadGatewayWhenNobodyListens() throws Exception {
    int closed;
    try (ServerSocket socket = new ServerSocket(0)) {
      closed = socket.getLocalPort();
    }
    edge.plane().runs("acme", closed);
    try (RawClient client = edge.connect()) {
      RawClient.RawAnswer answer = client.send(request("GET /", "acme")).answer();

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
  void shouldSayThatTheBackendIsSilentAndNotAskAgain() throws Exception {
    try (EdgeUnderTest hasty = new EdgeUnderTest("--backend.answer.timeout=1s")) {
      AtomicInteger asked = new AtomicInteger();
      hasty.plane().runs("acme", hasty.backend(request -> asked.incrementAndGet()));
      try (RawClient client = hasty.connect()) {
        assertThat(client.send(request("GET /", "acme")).answer().status()).isEqualTo(504);
      }
      assertThat(asked).hasValue(1);
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

        RawClient.RawAnswer refused = oneOf(two, three);

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.text()).contains("urn:dormouse:problem:busy");
        small.vertx().runOnContext(end -> first.join().response().end());
        assertThat(one.answer().status()).isEqualTo(200);
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

  private static RawClient.RawAnswer oneOf(RawClient two, RawClient three) throws Exception {
    CompletableFuture<RawClient.RawAnswer> answer = new CompletableFuture<>();
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
