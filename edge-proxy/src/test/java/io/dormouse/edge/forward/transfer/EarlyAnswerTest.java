package io.dormouse.edge.forward.transfer;

import static io.dormouse.edge.EdgeUnderTest.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;

/** A backend that refuses an upload before it has all of it, and hangs up. */
class EarlyAnswerTest {

  private static final int BODY = 50 << 20;
  private static final String ANSWER =
      "HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno";

  private final EdgeUnderTest edge = new EdgeUnderTest();

  @AfterEach
  void stop() {
    edge.close();
  }

  @RepeatedTest(5)
  void shouldPassOnAnAnswerThatCameBeforeTheUploadFailed() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        RawClient client = edge.connect()) {
      edge.plane().runs("acme", listener.getLocalPort());
      Thread.ofVirtual().start(() -> answerAndHangUp(listener));

      client.send(request("POST /", "acme", "Content-Length: " + BODY));
      Thread.ofVirtual().start(() -> upload(client));

      assertThat(client.answer().status()).isEqualTo(413);
    }
  }

  private static void answerAndHangUp(ServerSocket listener) {
    try (Socket socket = listener.accept()) {
      socket.getInputStream().readNBytes(1 << 16);
      socket.getOutputStream().write(ANSWER.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void upload(RawClient client) {
    byte[] part = new byte[1 << 16];
    try {
      for (int sent = 0; sent < BODY; sent += part.length) {
        client.send(part);
      }
    } catch (IOException closed) {
      Thread.currentThread().interrupt();
    }
  }
}
