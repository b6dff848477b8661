package io.dormouse.edge.endurance;

import static io.dormouse.edge.EdgeUnderTest.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.Eventually;
import io.dormouse.edge.RawClient;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** WebSockets that stay open, and one whose client does not read. */
class WebSocketsTest {

  private static final int SOCKETS = Crowd.times(1_000);
  private static final String HANDSHAKE =
      request(
          "GET /echo",
          "acme",
          "Connection: Upgrade",
          "Upgrade: websocket",
          "Sec-WebSocket-Version: 13",
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");

  /** A masked text frame that says hello, with a mask of zeroes. */
  private static final byte[] HELLO = {
    (byte) 0x81, (byte) 0x85, 0, 0, 0, 0, 'h', 'e', 'l', 'l', 'o'
  };

  private static final int FRAME = 64 << 10;
  private static final int FRAME_HEAD = 10;
  private static final long ALL = 256L << 20;

  /** What the kernel and the edge keep of a stream that nobody reads. */
  private static final long KEPT_AT_MOST = 48 << 20;

  private static final long ROOM = 24 << 20;

  private final EdgeUnderTest edge = new EdgeUnderTest("--backend.connections=2");
  private final AtomicLong written = new AtomicLong();
  private volatile long lastWrite = System.nanoTime();

  @AfterEach
  void stop() {
    edge.close();
  }

  @Test
  void shouldKeepManyOpen() throws Exception {
    edge.plane().runs("acme", serve(socket -> socket.handler(socket::write)));
    List<RawClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < SOCKETS; i++) {
        RawClient client = edge.connect();
        clients.add(client);
        assertThat(client.send(HANDSHAKE).head().get(0)).startsWith("HTTP/1.1 101");
      }
      assertThat(edge.metric("dormouse_edge_client_connections")).isEqualTo(SOCKETS);
      long memory = Memory.direct();
      for (RawClient client : clients) {
        client.send(HELLO);
      }
      for (RawClient client : clients) {
        assertThat(client.read(7)).endsWith('h', 'e', 'l', 'l', 'o');
      }
      assertThat(Memory.direct()).isLessThan(memory + ROOM);
      try (RawClient client = edge.connect()) {
        assertThat(client.send(request("GET /", "acme")).answer().status())
            .as("a request beside them")
            .isEqualTo(200);
      }
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
    Eventually.until("all are closed", () -> edge.metric("dormouse_edge_client_connections") == 0);
    Eventually.until(
        "all use has ended", () -> edge.plane().reports().getLast().openConnections() == 0);
  }

  @Test
  void shouldNotReadFasterThanASlowReaderTakes() throws Exception {
    edge.plane().runs("acme", serve(this::flood));
    try (RawClient client = edge.connect()) {
      long memory = Memory.direct();
      assertThat(client.send(HANDSHAKE).head().get(0)).startsWith("HTTP/1.1 101");

      Eventually.until(
          () -> "the backend waits after " + written + " bytes",
          () -> System.nanoTime() - lastWrite > TimeUnit.SECONDS.toNanos(1));

      assertThat(written.get()).isLessThan(KEPT_AT_MOST);
      assertThat(Memory.direct()).isLessThan(memory + ROOM);
      long frames = ALL / FRAME;
      for (long i = 0; i < frames; i++) {
        client.read(FRAME_HEAD + FRAME);
      }
      assertThat(written.get()).isEqualTo(ALL);
    }
  }

  private void flood(ServerWebSocket socket) {
    Buffer frame = Buffer.buffer(new byte[FRAME]);
    while (written.get() < ALL && !socket.writeQueueFull() && !socket.isClosed()) {
      socket.writeBinaryMessage(frame);
      written.addAndGet(FRAME);
      lastWrite = System.nanoTime();
    }
    if (written.get() < ALL) {
      socket.drainHandler(room -> flood(socket));
    }
  }

  private int serve(java.util.function.Consumer<ServerWebSocket> with) throws IOException {
    var server =
        edge.vertx()
            .createHttpServer()
            .webSocketHandler(with::accept)
            .requestHandler(request -> request.response().end());
    return Eventually.get(server.listen(0, "127.0.0.1").toCompletionStage()).actualPort();
  }
}
