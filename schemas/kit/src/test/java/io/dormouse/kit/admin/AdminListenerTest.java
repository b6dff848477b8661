package io.dormouse.kit.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.kit.metrics.ProgramMetrics;
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

  private final ProgramMetrics metrics = new ProgramMetrics();

  @Test
  void shouldShowTheMetersOfItsProgram() throws IOException, InterruptedException {
    metrics.registry().counter("dormouse.kit.calls").increment(3);
    try (AdminListener listener = listener(true);
        HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> shown = client.send(get(listener, "/metrics"), BodyHandlers.ofString());

      assertThat(shown.headers().firstValue("Content-Type")).contains(ProgramMetrics.CONTENT_TYPE);
      assertThat(shown.body()).contains("dormouse_kit_calls_total 3.0\n", "jvm_threads_current");
    }
  }

  @Test
  void shouldSayWhetherTheProgramIsReady() throws IOException, InterruptedException {
    try (AdminListener listener = listener(false);
        HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> shown = client.send(get(listener, "/ready"), BodyHandlers.ofString());

      assertThat(shown.statusCode()).isEqualTo(503);
      assertThat(shown.body()).isEqualTo("{\"ready\":false}");
    }
  }

  @Test
  void shouldAnswerWhileOthersStall() throws IOException, InterruptedException {
    List<Socket> stalled = new ArrayList<>();
    try (AdminListener listener = listener(true);
        HttpClient client = HttpClient.newHttpClient()) {
      for (int i = 0; i < STALLED; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port());
        socket.getOutputStream().write("GET /hea".getBytes(StandardCharsets.US_ASCII));
        stalled.add(socket);
      }

      HttpResponse<String> health = client.send(get(listener, "/health"), BodyHandlers.ofString());

      assertThat(health.statusCode()).isEqualTo(200);
      stalled.getFirst().setSoTimeout(60_000);
      assertThat(stalled.getFirst().getInputStream().read()).isEqualTo(-1);
    } finally {
      for (Socket socket : stalled) {
        socket.close();
      }
    }
  }

  private AdminListener listener(boolean ready) {
    return new AdminListener("127.0.0.1", 0, () -> ProgramReadiness.of(ready), metrics);
  }

  private static HttpRequest get(AdminListener listener, String path) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:%d%s".formatted(listener.port(), path)))
        .timeout(Duration.ofSeconds(20))
        .build();
  }
}
