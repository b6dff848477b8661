package io.dormouse.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.sample.config.AppConfig;
import java.io.ByteArrayOutputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EchoSocketTest {
  private SampleApp app;
  private AppClient client;

  /** Collects one text message, one binary message and the closing code. */
  private static final class Ear implements WebSocket.Listener {
    private final StringBuilder textSoFar = new StringBuilder();
    private final ByteArrayOutputStream bytesSoFar = new ByteArrayOutputStream();
    private final CompletableFuture<String> text = new CompletableFuture<>();
    private final CompletableFuture<byte[]> bytes = new CompletableFuture<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      textSoFar.append(data);
      if (last) {
        text.complete(textSoFar.toString());
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
      byte[] part = new byte[data.remaining()];
      data.get(part);
      bytesSoFar.writeBytes(part);
      if (last) {
        bytes.complete(bytesSoFar.toByteArray());
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      closed.complete(code);
      return null;
    }
  }

  @BeforeEach
  void start() throws Exception {
    app = SampleApp.start(AppConfig.from(Map.of("PORT", "0", "BIND", "127.0.0.1")));
    client = new AppClient(app.port());
  }

  @AfterEach
  void stop() {
    client.close();
    app.close();
  }

  @Test
  void shouldEchoText() throws Exception {
    Ear ear = new Ear();
    WebSocket socket = client.socket("/echo", ear);

    socket.sendText("grüß ", false).get(10, TimeUnit.SECONDS);
    socket.sendText("dich", true).get(10, TimeUnit.SECONDS);

    assertThat(ear.text.get(10, TimeUnit.SECONDS)).isEqualTo("grüß dich");
    socket.abort();
  }

  @Test
  void shouldEchoALargeBinaryMessage() throws Exception {
    Ear ear = new Ear();
    WebSocket socket = client.socket("/echo", ear);
    byte[] content = new byte[2_000_000];
    new Random(7).nextBytes(content);

    for (int from = 0; from < content.length; from += 50_000) {
      boolean last = from + 50_000 >= content.length;
      socket.sendBinary(ByteBuffer.wrap(content, from, 50_000), last).get(10, TimeUnit.SECONDS);
    }

    assertThat(ear.bytes.get(10, TimeUnit.SECONDS)).isEqualTo(content);
    socket.abort();
  }

  @Test
  void shouldSayGoodbyeWhenTheAppStops() throws Exception {
    Ear ear = new Ear();
    client.socket("/echo", ear);

    app.close();

    assertThat(ear.closed.get(5, TimeUnit.SECONDS)).isEqualTo(1001);
  }

  @Test
  void shouldRefuseOtherPaths() {
    assertThatThrownBy(() -> client.socket("/other", new Ear()))
        .hasRootCauseMessage("Unexpected HTTP response status code 404");
  }
}
