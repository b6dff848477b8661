package io.dormouse.local.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.dormouse.local.kit.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadinessCheckTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"200,true", "503,false", "404,false"})
  void shouldTakeOnlyA200ForReady(int status, boolean ready) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/ready",
        exchange -> {
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
    try {
      assertThat(http(server.getAddress().getPort()).seen(1)).isEqualTo(ready);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void shouldNotTakeAClosedPortForReady() throws IOException {
    assertThat(http(FreePorts.find(1).getFirst()).seen(1)).isFalse();
  }

  @Test
  void shouldNotBelieveTheFileOfAnEarlierProcess() throws IOException {
    Path file = folder.resolve("ready");
    Files.writeString(file, "123");

    assertThat(new ReadinessCheck.File(file).seen(123)).isTrue();
    assertThat(new ReadinessCheck.File(file).seen(124)).isFalse();
  }

  private static ReadinessCheck http(int port) {
    return new ReadinessCheck.Http(URI.create("http://127.0.0.1:" + port + "/ready"));
  }
}
