package io.dormouse.kit.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AdminListenerTest {

  private static final int STALLED = 50;

  @Test
  void shouldAnswerWhileOthersStall() throws IOException, InterruptedException {
    List<Socket> stalled = new ArrayList<>();
    try (AdminListener listener = new AdminListener("127.0.0.1", 0, () -> Readiness.of(true));
        HttpClient client = HttpClient.newHttpClient()) {
      for (int i = 0; i < STALLED; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port());
        socket.getOutputStream().write("GET /hea".getBytes(StandardCharsets.US_ASCII));
        stalled.add(socket);
      }

      HttpResponse<String> health =
          client.send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:%d/health".formatted(listener.port())))
                  .timeout(Duration.ofSeconds(20))
                  .build(),
              BodyHandlers.ofString());

      assertThat(health.statusCode()).isEqualTo(200);
      stalled.getFirst().setSoTimeout(60_000);
      assertThat(stalled.getFirst().getInputStream().read()).isEqualTo(-1);
    } finally {
      for (Socket socket : stalled) {
        socket.close();
      }
    }
  }
}
