package io.dormouse.edge.wire.http2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.Eventually;
import io.dormouse.edge.RawClient;
import io.dormouse.edge.suite.vectors.Frames;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.data.Index;
import org.junit.jupiter.api.Test;

/** The end of the edge for a client that speaks HTTP/2 (RFC 9113, 6.8). */
class Http2DrainTest {

  private static final byte[] ANY_STREAM = {0x7f, -1, -1, -1, 0, 0, 0, 0};

  /** The first byte of a head with status 200 (RFC 7541, appendix A), after its priority. */
  private static final byte OK = (byte) 0x88;

  private static final Index BEHIND_PRIORITY = Index.atIndex(5);

  @Test
  void shouldServeWhatIsOnItsWayAndThenNameTheLastStream() throws Exception {
    List<HttpServerRequest> held = new CopyOnWriteArrayList<>();
    try (EdgeUnderTest edge = new EdgeUnderTest("--drain.timeout=15s");
        RawClient client = edge.connect()) {
      edge.plane()
          .runs(
              "acme",
              edge.backend(request -> {
                if (held.isEmpty()) {
                  held.add(request);
                } else {
                  request.response().end();
                }
              }));
      client.send(Frames.bytes(Frames.HELLO + Frames.get(1)));
      Eventually.until("one is open", () -> held.size() == 1);

      Future<Void> closed = edge.server().close();

      assertThat(Frames.await(client, Frames.GO_AWAY, 0)).containsExactly(ANY_STREAM);
      client.send(Frames.bytes(Frames.get(3)));
      byte[] ping = Frames.await(client, Frames.PING, 0);
      assertThat(Frames.await(client, Frames.HEADERS, 3)).contains(OK, BEHIND_PRIORITY);
      client.send(
          Frames.bytes(Frames.frame(Frames.PING, Frames.ACK, 0, new String(ping, ISO_8859_1))));
      assertThat(Frames.await(client, Frames.GO_AWAY, 0)).containsExactly(0, 0, 0, 3, 0, 0, 0, 0);
      held.get(0).response().end();
      assertThat(Frames.await(client, Frames.HEADERS, 1)).contains(OK, BEHIND_PRIORITY);
      assertThat(client.isClosed()).isTrue();
      Eventually.get(closed.toCompletionStage());
    }
  }

  @Test
  void shouldNotWaitForAClientThatAnswersNothing() throws Exception {
    List<HttpServerRequest> held = new CopyOnWriteArrayList<>();
    try (EdgeUnderTest edge = new EdgeUnderTest("--drain.timeout=1s");
        RawClient client = edge.connect()) {
      edge.plane().runs("acme", edge.backend(held::add));
      client.send(Frames.bytes(Frames.HELLO + Frames.get(1)));
      Eventually.until("one is open", () -> held.size() == 1);

      Future<Void> closed = edge.server().close();

      assertThat(Frames.await(client, Frames.GO_AWAY, 0)).containsExactly(ANY_STREAM);
      assertThat(Frames.await(client, Frames.GO_AWAY, 0)).containsExactly(0, 0, 0, 1, 0, 0, 0, 0);
      assertThat(client.isClosed()).isTrue();
      Eventually.get(closed.toCompletionStage());
    }
  }
}
