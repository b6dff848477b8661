package io.dormouse.edge.forward.transfer;

import static io.dormouse.edge.EdgeUnderTest.request;
import static io.dormouse.edge.EdgeUnderTest.webSocket;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.Eventually;
import io.dormouse.edge.FullListener;
import io.dormouse.edge.RawClient;
import io.dormouse.edge.forward.NamedBackend;
import io.dormouse.language.blueprint.Protocol;
import io.dormouse.language.blueprint.Serving;
import io.dormouse.language.blueprint.Timeouts;
import io.dormouse.language.domain.DomainOptions;
import io.dormouse.language.domain.Robots;
import io.dormouse.language.instance.Endpoint;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TimeoutsTest {

  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final int MEGABYTES = 32 << 20;

  private final EdgeUnderTest edge = new EdgeUnderTest("--hold.unreachable=1s");
  private NamedBackend backend;

  @BeforeEach
  void start() throws Exception {
    backend = new NamedBackend("a");
  }

  @AfterEach
  void stop() throws Exception {
    backend.close();
    edge.close();
  }

  @Test
  void shouldSayThatNoAnswerBeganInTime() throws Exception {
    runs(new Timeouts(LONG, SHORT, LONG));
    backend.behaves(request -> true);
    try (RawClient client = edge.connect()) {
      RawClient.RawAnswer answer = client.send(request("GET /", "acme")).answer();

      assertThat(answer.status()).isEqualTo(504);
      assertThat(answer.text()).contains("urn:dormouse:problem:no-answer");
    }
    Eventually.until("the backend sees the request end", () -> backend.open() == 0);
    assertThat(backend.count()).isEqualTo(1);
  }

  @Test
  void shouldKeepToTheTimesOfARouteToAUri() throws Exception {
    backend.behaves(request -> true);
    try (EdgeUnderTest own = new EdgeUnderTest("--backend.private.targets=true");
        RawClient client = own.connect()) {
      own.plane()
          .routeToUri(
              "uri.example.org",
              "http://127.0.0.1:" + backend.port(),
              new DomainOptions(null, false, Robots.DISALLOW, new Timeouts(LONG, SHORT, LONG)));

      assertThat(client.send(request("GET /", "uri")).answer().status()).isEqualTo(504);
    }
  }

  @Test
  void shouldSayThatNoWebSocketBeganInTime() throws Exception {
    runs(new Timeouts(LONG, SHORT, LONG));
    backend.behaves(request -> true);
    try (RawClient client = edge.connect()) {
      assertThat(client.send(webSocket("GET /", "acme")).answer().status()).isEqualTo(504);
    }
  }

  @Test
  void shouldNotCountTheTimeOfAnUploadAsWaitingForTheAnswer() throws Exception {
    runs(new Timeouts(LONG, SHORT, LONG));
    try (RawClient client = edge.connect()) {
      client.send(request("POST /", "acme", "Content-Length: 3") + "a");
      pass(SHORT.multipliedBy(3));
      client.send("b");
      pass(SHORT.multipliedBy(3));

      assertThat(client.send("c").answer().text()).isEqualTo("a");
    }
    assertThat(backend.asked().get(0).body()).isEqualTo("abc");
  }

  @Test
  void shouldCutAnAnswerThatStopsInTheMiddle() throws Exception {
    runs(new Timeouts(LONG, LONG, SHORT));
    backend.behaves(request -> {
      request.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
      return true;
    });
    try (RawClient client = edge.connect()) {
      client.send(request("GET /", "acme"));
      client.head();

      assertThat(new String(client.read(10), StandardCharsets.US_ASCII))
          .isEqualTo("5\r\nhello\r\n");
      assertThatThrownBy(client::line).isInstanceOf(EOFException.class);
    }
    Eventually.until("the backend sees the request end", () -> backend.open() == 0);
  }

  @Test
  void shouldSayThatTheBackendTakesNoMoreOfAnUpload() throws Exception {
    runs(new Timeouts(LONG, LONG, SHORT));
    backend.leavesBodies();
    CountDownLatch ended = new CountDownLatch(1);
    backend.behaves(request -> {
      NamedBackend.await(ended);
      return false;
    });
    try (RawClient client = edge.connect()) {
      Thread upload =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  client
                      .send(request("POST /", "acme", "Content-Length: " + MEGABYTES))
                      .send(new byte[MEGABYTES]);
                } catch (IOException cut) {
                  Thread.currentThread().interrupt();
                }
              });
      RawClient.RawAnswer answer = client.answer();
      ended.countDown();
      upload.join();

      assertThat(answer.status()).isEqualTo(504);
      assertThat(answer.text()).contains("urn:dormouse:problem:stalled");
    }
  }

  @Test
  void shouldWaitForAClientThatReadsSlowly() throws Exception {
    runs(new Timeouts(LONG, LONG, SHORT));
    backend.behaves(request -> {
      request.write("HTTP/1.1 200 OK\r\nContent-Length: " + MEGABYTES + "\r\n\r\n");
      request.socket().getOutputStream().write(new byte[MEGABYTES]);
      return true;
    });
    try (RawClient client = edge.connect()) {
      client.send(request("GET /", "acme"));
      client.head();
      pass(SHORT.multipliedBy(5));

      assertThat(client.read(MEGABYTES)).hasSize(MEGABYTES);
    }
  }

  @Test
  void shouldLetAWebSocketBeSilent() throws Exception {
    runs(new Timeouts(LONG, SHORT, SHORT));
    backend.behaves(request -> {
      request.write(
          "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
              + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
      request.socket().getOutputStream().write(request.in().readNBytes(5));
      return true;
    });
    try (RawClient client = edge.connect()) {
      client.send(webSocket("GET /", "acme"));
      assertThat(client.head().get(0)).contains("101");
      pass(SHORT.multipliedBy(4));

      assertThat(client.send("hello").read(5)).hasSize(5);
    }
  }

  @Test
  void shouldSayThatConnectingTookTooLongAndGoElsewhereIfThereIsAnother() throws Exception {
    try (FullListener full = new FullListener();
        RawClient client = edge.connect()) {
      Serving how = serving(new Timeouts(SHORT, LONG, LONG));
      Endpoint silent = new Endpoint(0, 1, "127.0.0.1", full.port());
      edge.plane().runs("acme", how, silent);

      RawClient.RawAnswer answer = client.send(request("GET /", "acme")).answer();

      assertThat(answer.status()).isEqualTo(504);
      assertThat(answer.text()).contains("urn:dormouse:problem:connect-timeout");

      edge.plane().runs("acme", how, silent, backend.as(1, 1));
      for (int i = 0; i < 3; i++) {
        assertThat(client.send(request("GET /", "acme")).answer().text()).isEqualTo("a");
      }
    }
  }

  private void runs(Timeouts timeouts) {
    edge.plane().runs("acme", serving(timeouts), backend.as(0, 1));
  }

  private static Serving serving(Timeouts timeouts) {
    return new Serving(Protocol.HTTP1, false, timeouts);
  }

  /** Lets time pass, which these tests are about. */
  private static void pass(Duration time) {
    LockSupport.parkNanos(time.toNanos());
  }
}
