package io.dormouse.edge.suite;

import static io.dormouse.edge.suite.vectors.Frames.number;

import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.Eventually;
import io.dormouse.edge.suite.Oracle.Recording;
import io.dormouse.edge.suite.vectors.Message;
import io.dormouse.edge.suite.vectors.WebSocketVectors;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The close frames to both ends of a WebSocket when the edge ends. */
class WebSocketDrainTest {

  private static final String TO_CLIENT = "\u0088\u0002\u0003\u00e9";
  private static final String TO_BACKEND = "\u0088\u0082\0\0\0\0\u0003\u00e9";
  private static final String CLOSE = "\u0088\u0002\u0003\u00e8";
  private static final String MASK = "\1\2\3\4";

  /** Earlier bytes of one end, in the pieces in which they were sent, up to an end of a frame. */
  private static final List<List<String>> WHOLE =
      List.of(
          List.of(),
          List.of("\u0081\u0002hi"),
          List.of("\u0081", "\u0002h", "i\u0081\u0002", "hi"),
          List.of("\u0089\0"),
          List.of("\u0001\u0002hi"),
          List.of("\u0082}" + "a".repeat(125)),
          List.of("\u0082~" + number(300, 2), "a".repeat(300)),
          List.of("\u0082\u007f", number(70_000, 8) + "a".repeat(69_999), "a"),
          List.of("\u0081\u0082" + MASK + "hi"),
          List.of(
              "\u0082\u00fe" + number(300, 2) + MASK + "a".repeat(300) + "\u0081\u0080" + MASK));

  /** Earlier bytes up to a place where no other frame can be inserted. */
  private static final List<List<String>> PARTS =
      List.of(
          List.of("\u0081"),
          List.of("\u0081\u0002"),
          List.of("\u0081\u0002hi\u0081\u0002h"),
          List.of("\u0082~" + number(300, 2), "a".repeat(299)),
          List.of("\u0082~\u0001"),
          List.of("\u0082\u007f" + number(70_000, 8) + "a".repeat(69_999)),
          List.of("\u0082\u007f" + number(-1, 8) + "a"),
          List.of("\u0081\u0082" + MASK + "h"),
          List.of("\u0081\u0082\1"),
          List.of(CLOSE),
          List.of(CLOSE + "\u0081\u0002hi"));

  /** An open WebSocket, and the last bytes that its ends get. */
  private record Open(Peer client, Peer backend, String toClient, String toBackend) {}

  @Test
  void shouldTellBothEndsWhereNoFrameIsBroken() throws Exception {
    List<Open> all = new ArrayList<>();
    try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        EdgeUnderTest edge = new EdgeUnderTest("--drain.timeout=1s")) {
      edge.plane().runs("acme", listener.getLocalPort());
      for (List<String> sent : WHOLE) {
        all.add(open(edge, listener, sent, List.of(), TO_CLIENT, TO_BACKEND));
        all.add(open(edge, listener, List.of(), sent, TO_CLIENT, TO_BACKEND));
      }
      for (List<String> sent : PARTS) {
        all.add(open(edge, listener, sent, List.of(), "", TO_BACKEND));
        all.add(open(edge, listener, List.of(), sent, TO_CLIENT, ""));
      }

      Future<Void> closed = edge.server().close();

      for (Open open : all) {
        open.client.gets(open.toClient);
        open.backend.gets(open.toBackend);
        open.client.ends("");
        open.backend.ends("");
      }
      Eventually.get(closed.toCompletionStage());
    } finally {
      for (Open open : all) {
        open.client.close();
        open.backend.close();
      }
    }
  }

  private static Open open(
      EdgeUnderTest edge,
      ServerSocket listener,
      List<String> ofBackend,
      List<String> ofClient,
      String toClient,
      String toBackend)
      throws IOException {
    Peer client = new Peer("client", new Socket(InetAddress.getLoopbackAddress(), edge.port()));
    client.send(WebSocketVectors.HANDSHAKE);
    Peer backend = new Peer("backend", listener.accept());
    Message asked = Objects.requireNonNull(backend.request());
    String key = asked.all("Sec-WebSocket-Key").get(0);
    backend.send(WebSocketVectors.AGREED.replace("{accept}", Recording.accept(key)));
    client.agreement();
    for (String part : ofBackend) {
      backend.send(part);
      client.gets(part);
    }
    for (String part : ofClient) {
      client.send(part);
      backend.gets(part);
    }
    return new Open(client, backend, toClient, toBackend);
  }
}
