package io.dormouse.sample.http;

import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.ServerWebSocketHandshake;
import io.vertx.core.http.WebSocketFrame;

/**
 * The WebSocket {@code /echo}: sends back each text and binary frame, no faster than it is read.
 */
final class EchoSocket {
  private static final String PATH = "/echo";
  private static final short GOING_AWAY = 1001;

  private EchoSocket() {}

  static void accept(ServerWebSocketHandshake handshake) {
    if (handshake.path().equals(PATH)) {
      handshake.accept();
    } else {
      handshake.reject(404);
    }
  }

  static void serve(ServerWebSocket socket) {
    socket.shutdownHandler(stopping -> socket.close(GOING_AWAY, "the app stops"));
    socket.frameHandler(frame -> echo(socket, frame));
  }

  private static void echo(ServerWebSocket socket, WebSocketFrame frame) {
    if (!frame.isText() && !frame.isBinary() && !frame.isContinuation()) {
      return;
    }
    socket.writeFrame(frame);
    if (socket.writeQueueFull()) {
      socket.pause();
      socket.drainHandler(drained -> socket.resume());
    }
  }
}
