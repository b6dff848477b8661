package io.dormouse.edge.endurance;

import static io.dormouse.edge.EdgeUnderTest.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.Eventually;
import io.dormouse.edge.RawClient;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Connections that end badly, and must leave nothing behind. */
class BadEndingsTest {

  private static final int CLIENTS = 16;
  private static final int KEPT_TO_BACKENDS = 2 * CLIENTS;
  private static final long ROOM = 16 << 20;
  private static final Buffer MUCH = Buffer.buffer(new byte[256 << 10]);

  @Test
  void shouldLeaveNoConnectionNoFileAndNoMemory() throws Exception {
    try (EdgeUnderTest edge = new EdgeUnderTest();
        Leaks leaks = new Leaks()) {
      edge.plane().runs("acme", edge.backend(BadEndingsTest::serve));
      Crowd crowd = new Crowd(edge.port(), CLIENTS, Crowd.times(63));
      endAll(crowd);
      long memory = Memory.direct();
      long files = OpenFiles.count();

      endAll(crowd);

      Eventually.until(
          () -> "%d files, and then %d".formatted(files, OpenFiles.count()),
          () -> OpenFiles.count() <= files + KEPT_TO_BACKENDS);
      Eventually.until(
          "all use has ended",
          () ->
              !edge.plane().reports().isEmpty()
                  && edge.plane().reports().getLast().openConnections() == 0);
      assertThat(Memory.direct()).isLessThan(memory + ROOM);
      try (RawClient client = edge.connect()) {
        assertThat(client.send(request("GET /", "acme")).answer().status()).isEqualTo(200);
      }
      assertThat(leaks.found()).isEmpty();
    }
  }

  private static void endAll(Crowd crowd) throws InterruptedException {
    crowd.play((unused, number) -> {
      try (RawClient client = new RawClient(crowd.port())) {
        end(client, number % 5);
      }
    });
  }

  private static void end(RawClient client, int way) throws IOException {
    switch (way) {
      case 0 -> {
        client.send(request("GET /", "acme", "Connection: close"));
        assertThat(client.answer().status()).isEqualTo(200);
        assertThat(client.isClosed()).isTrue();
      }
      case 1 -> {
        client.send("GET / HTTP/1.0\r\nHost: acme.example.org\r\n\r\n");
        assertThat(client.answer().status()).isEqualTo(200);
        assertThat(client.isClosed()).isTrue();
      }
      case 2 -> client.send(request("GET /", "acme")).halfClose();
      case 3 -> client.send(request("PUT /", "acme", "Content-Length: 100000")).send("some");
      default -> client.send(request("GET /much", "acme")).head();
    }
  }

  private static void serve(HttpServerRequest request) {
    request
        .end()
        .onSuccess(all ->
            request.response().end(request.path().equals("/much") ? MUCH : Buffer.buffer("done")));
  }
}
