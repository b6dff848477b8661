package io.dormouse.edge.observe;

import static io.dormouse.edge.EdgeUnderTest.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.Eventually;
import io.dormouse.edge.RawClient;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessLogTest {

  private static final int MORE_THAN_FIT = 9_000;

  @TempDir private Path folder;
  private Path file;
  private EdgeUnderTest edge;

  @BeforeEach
  void start() {
    file = folder.resolve("access.log");
    edge = new EdgeUnderTest("--access.log=" + file);
    edge.plane().runs("acme", edge.backend(request -> request.response().end("hello")));
  }

  @AfterEach
  void stop() {
    edge.close();
  }

  @Test
  void shouldTellClientsApartBehindATrustedProxy() throws Exception {
    Path own = folder.resolve("trusted.log");
    try (EdgeUnderTest behind =
            new EdgeUnderTest("--access.log=" + own, "--trusted.proxies=127.0.0.1");
        RawClient client = behind.connect()) {
      for (String address : List.of("192.0.2.1", "192.0.2.2", "192.0.2.1")) {
        client.send(request("GET /", "nobody", "X-Forwarded-For: " + address)).answer();
      }
    }
    List<String> hashes =
        Files.readAllLines(own).stream()
            .map(line -> new JsonObject(line).getString("client"))
            .toList();

    assertThat(hashes).hasSize(3);
    assertThat(hashes.get(2)).isEqualTo(hashes.get(0)).isNotEqualTo(hashes.get(1));
  }

  @Test
  void shouldTellOfARequestThatWasForwarded() throws Exception {
    try (RawClient client = edge.connect()) {
      client.send(
          request(
                  "POST /a/b?token=secret",
                  "acme",
                  "Content-Length: 3",
                  "User-Agent: curl/8",
                  "X-Request-Id: abc-1")
              + "abc");
      client.answer();
    }

    JsonObject line = new JsonObject(lines(1).get(0));
    assertThat(line.getString("request")).isEqualTo("abc-1");
    assertThat(line.getString("trace")).matches("[0-9a-f]{32}");
    assertThat(line.getString("method")).isEqualTo("POST");
    assertThat(line.getString("host")).isEqualTo("acme.example.org");
    assertThat(line.getString("path")).isEqualTo("/a/b");
    assertThat(line.getString("protocol")).isEqualTo("http/1.1");
    assertThat(line.getInteger("status")).isEqualTo(200);
    assertThat(line.getInteger("bytes_in")).isEqualTo(3);
    assertThat(line.getInteger("bytes_out")).isEqualTo(5);
    assertThat(line.getDouble("duration_ms")).isPositive();
    assertThat(line.getDouble("backend_ms")).isPositive();
    assertThat(line.getDouble("waited_ms")).isZero();
    assertThat(line.getInteger("retries")).isZero();
    assertThat(line.getString("instance")).isEqualTo("acme");
    assertThat(line.getString("backend")).isEqualTo("acme.0.1");
    assertThat(line.getString("agent")).isEqualTo("curl");
    assertThat(line.getString("client")).matches("[0-9a-f]{16}");
    assertThat(line.containsKey("reason")).isFalse();
    assertThat(line.encode()).doesNotContain("secret", "127.0.0.1");
  }

  @Test
  void shouldTellWhyTheEdgeAnsweredItself() throws Exception {
    try (RawClient client = edge.connect()) {
      client.send(request("GET /", "nobody")).answer();
    }

    JsonObject line = new JsonObject(lines(1).get(0));
    assertThat(line.getInteger("status")).isEqualTo(404);
    assertThat(line.getString("reason")).isEqualTo("unknown-host");
    assertThat(line.containsKey("instance")).isFalse();
  }

  @Test
  void shouldBeginANewFileWhenItsOwnWasMovedAway() throws Exception {
    try (RawClient client = edge.connect()) {
      client.send(request("GET /", "acme")).answer();
      lines(1);
      Files.move(file, folder.resolve("access.log.1"));

      Eventually.until(
          "there is a file again",
          () -> {
            try {
              return client.send(request("GET /", "acme")).answer().status() == 200
                  && Files.exists(file);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }

  @Test
  void shouldDropAndCountLinesForWhichItIsTooSlow() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    try (EdgeUnderTest stuck = new EdgeUnderTest("--access.log=" + pipe);
        RawClient client = stuck.connect()) {
      String hundred = request("HEAD /", "nobody").repeat(100);
      for (int sent = 0; sent < MORE_THAN_FIT; sent += 100) {
        client.send(hundred);
        for (int i = 0; i < 100; i++) {
          assertThat(client.answerToHead().status()).isEqualTo(404);
        }
      }

      assertThat(stuck.metric("dormouse_edge_access_log_lines_dropped_total")).isPositive();
    }
  }

  private List<String> lines(int count) throws IOException {
    Eventually.until(
        count + " lines",
        () -> {
          try {
            return Files.exists(file) && Files.readAllLines(file).size() == count;
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    return Files.readAllLines(file);
  }
}
