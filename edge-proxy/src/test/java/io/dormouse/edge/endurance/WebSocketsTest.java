package io.dormouse.edge.endurance;

import static io.dormouse.edge.EdgeUnderTest.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.Eventually;
import io.dormouse.edge.RawClient;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.io.IOException;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** WebSockets that stay open, and one whose client does not read. */
class WebSocketsTest {

  private static final int SOCKETS = Crowd.times(5_000);

  /** One of the client, and two of the edge. */
  private static final int FILES_OF_EACH = 3;

  private static final int FILES_OF_OTHERS = 500;
  private static final int OPENED_AT_ONCE = 8;
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

  /** The bytes that the kernel and the edge keep of a stream that nobody reads. */
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
    long fit = (OpenFiles.most() - OpenFiles.count() - FILES_OF_OTHERS) / FILES_OF_EACH;
    int sockets = (int) Math.min(SOCKETS, fit);
    long files = OpenFiles.count();
    long heap = Memory.heap();
    long began = System.nanoTime();
    Collection<RawClient> clients = new ConcurrentLinkedQueue<>();
    try (EchoBackend backend = EchoBackend.start()) {
      edge.plane().runs("acme", backend.port());
      try {
        open(sockets, clients);
        long each = assertWork(clients, heap) / sockets;
        System.out.printf(
            "%d of %d WebSockets open at once after %.1f s, with %d bytes of heap for each and its"
                + " client%n",
            sockets, SOCKETS, (System.nanoTime() - began) / 1e9, each);
      } finally {
        for (RawClient client : clients) {
          client.close();
        }
      }
      Eventually.until(
          "all are closed", () -> edge.metric("dormouse_edge_client_connections") == 0);
      Eventually.until(
          "all use has ended", () -> edge.plane().reports().getLast().openConnections() == 0);
      Eventually.until(
          () -> "%d files, and then %d".formatted(files, OpenFiles.count()),
          () -> OpenFiles.count() < files + FILES_OF_OTHERS);
      clients.clear();
      assertThat(Memory.heap()).isLessThan(heap + ROOM);
    }
  }

  private void open(int count, Collection<RawClient> into) throws InterruptedException {
    try (ExecutorService threads = Executors.newFixedThreadPool(OPENED_AT_ONCE)) {
      List<Callable<Void>> all =
          Collections.nCopies(
              count,
              () -> {
                RawClient client = edge.connect();
                into.add(client);
                assertThat(client.send(HANDSHAKE).head().get(0)).startsWith("HTTP/1.1 101");
                return null;
              });
      for (Future<Void> one : threads.invokeAll(all)) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }

  /**
   * Checks that all clients work, and that use takes no more memory. Returns the heap they take
   * beyond the given one.
   */
  private long assertWork(Collection<RawClient> clients, long heap) throws IOException {
    assertThat(edge.metric("dormouse_edge_client_connections")).isEqualTo(clients.size());
    long memory = Memory.direct();
    echo(clients);
    long heapOfAll = Memory.heap() - heap;
    echo(clients);
    assertThat(Memory.direct()).isLessThan(memory + ROOM);
    assertThat(Memory.heap() - heap).isLessThan(heapOfAll + ROOM);
    try (RawClient client = edge.connect()) {
      assertThat(client.send(request("GET /", "acme")).answer().status())
          .as("a request beside them")
          .isEqualTo(200);
    }
    return heapOfAll;
  }

  /** Has all clients send before the first one reads. */
  private static void echo(Collection<RawClient> clients) throws IOException {
    for (RawClient client : clients) {
      client.send(HELLO);
    }
    for (RawClient client : clients) {
      assertThat(client.read(7)).endsWith('h', 'e', 'l', 'l', 'o');
    }
  }

  @Test
  void shouldNotReadFasterThanASlowReaderTakes() throws Exception {
    edge.plane().runs("acme", serve(this::flood));
    try (RawClient client = edge.connect()) {
      long memory = Memory.direct();
      long heap = Memory.heap();
      assertThat(client.send(HANDSHAKE).head().get(0)).startsWith("HTTP/1.1 101");

      Eventually.until(
          () -> "the backend waits after " + written + " bytes",
          () -> System.nanoTime() - lastWrite > TimeUnit.SECONDS.toNanos(1));

      assertThat(written.get()).isLessThan(KEPT_AT_MOST);
      assertThat(Memory.direct()).isLessThan(memory + ROOM);
      assertThat(Memory.heap()).isLessThan(heap + ROOM);
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
