package io.dormouse.edge.forward.pool;

import static io.dormouse.edge.EdgeUnderTest.request;
import static io.dormouse.edge.EdgeUnderTest.webSocket;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.Eventually;
import io.dormouse.edge.RawClient;
import io.dormouse.edge.forward.NamedBackend;
import io.dormouse.language.blueprint.Serving;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BackendPoolTest {

  private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  private static final String AGREED =
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
          + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

  private final EdgeUnderTest edge =
      new EdgeUnderTest(
          "--event.loops=1",
          "--backend.connections=1",
          "--backend.tunnels=1",
          "--backend.keepalive=1s");
  private final CountDownLatch held = new CountDownLatch(1);
  private NamedBackend backend;

  @BeforeEach
  void start() throws Exception {
    backend = new NamedBackend("a");
    edge.plane().runs("acme", Serving.DEFAULT, backend.as(0, 1));
  }

  @AfterEach
  void stop() throws Exception {
    held.countDown();
    backend.close();
    edge.close();
  }

  @Test
  void shouldNotLetARequestWaitForAConnectionForever() throws Exception {
    backend.behaves(this::beginAndHold);
    try (EdgeUnderTest impatient =
            new EdgeUnderTest(
                "--event.loops=1", "--backend.connections=1", "--backend.waiting.timeout=300ms");
        RawClient reading = impatient.connect();
        RawClient waiting = impatient.connect()) {
      impatient.plane().runs("acme", Serving.DEFAULT, backend.as(0, 1));
      reading.send(request("GET /1", "acme"));
      reading.head();

      RawClient.RawAnswer late = waiting.send(request("GET /2", "acme")).answer();

      assertThat(late.status()).isEqualTo(503);
      assertThat(late.text()).contains("urn:dormouse:problem:busy");
      assertThat(backend.count()).isEqualTo(1);
    }
  }

  @Test
  void shouldGiveAConnectionOnWhenWhoWaitedForItHasLeft() throws Exception {
    backend.behaves(request -> {
      NamedBackend.await(held);
      return NamedBackend.sayName(request);
    });
    try (RawClient first = edge.connect();
        RawClient third = edge.connect()) {
      try (RawClient second = edge.connect()) {
        first.send(request("GET /1", "acme"));
        Eventually.until("it came", () -> backend.count() == 1);
        second.send(request("GET /2", "acme"));
        Eventually.until("it waits", () -> edge.metric("dormouse_edge_backend_waiting") == 1);
      }
      Eventually.until("it has left", () -> edge.metric("dormouse_edge_client_connections") == 2);
      held.countDown();

      assertThat(first.answer().status()).isEqualTo(200);
      assertThat(third.send(request("GET /3", "acme")).answer().status()).isEqualTo(200);
      assertThat(backend.connections()).isEqualTo(1);
    }
  }

  @Test
  void shouldOpenNoMoreTunnelsThanItMay() throws Exception {
    backend.behaves(request -> {
      request.write(AGREED);
      return request.in().read() < 0;
    });
    try (RawClient second = edge.connect()) {
      try (RawClient first = edge.connect()) {
        assertThat(first.send(webSocket("GET /", "acme")).head().get(0)).startsWith("HTTP/1.1 101");

        assertThat(second.send(webSocket("GET /", "acme")).answer().status()).isEqualTo(503);
      }
      Eventually.until("the first is over", () -> backend.open() == 0);
      assertThat(second.send(webSocket("GET /", "acme")).head().get(0)).startsWith("HTTP/1.1 101");
    }
  }

  @Test
  void shouldCloseWhatNobodyUsesForTheTimeItIsKept() throws Exception {
    try (RawClient client = edge.connect()) {
      client.send(request("GET /", "acme")).answer();

      Eventually.until("it is closed", () -> backend.open() == 0);
      assertThat(client.send(request("GET /", "acme")).answer().status()).isEqualTo(200);
    }
  }

  private boolean beginAndHold(NamedBackend.Asked request) throws IOException {
    request.write(CHUNKED);
    NamedBackend.await(held);
    return false;
  }
}
