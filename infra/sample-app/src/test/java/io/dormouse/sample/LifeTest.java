package io.dormouse.sample;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of the app as a process of its own. */
class LifeTest {
  private static final String UPLOAD_OF_20_BYTES =
      """
      PUT /documents/a HTTP/1.1\r
      Host: a\r
      Expect: 100-continue\r
      Content-Length: 20\r
      \r
      """;

  @TempDir Path folder;
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void end() {
    started.forEach(Process::destroyForcibly);
  }

  private Process start(Map<String, String> environment) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.dormouse.sample.SampleAppMain")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    started.add(process);
    return process;
  }

  @Test
  void shouldBeHealthyOnlyAfterItsBootDelay() throws Exception {
    int port = freePort();
    long start = System.nanoTime();
    start(Map.of("PORT", "" + port, "BIND", "127.0.0.1", "BOOT_DELAY", "3s"));

    try (AppClient client = new AppClient(port)) {
      assertThat(client.health()).isZero();
      client.awaitHealthy();
    }

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(3));
  }

  @Test
  void shouldLetARunningUploadEndBeforeItStops() throws Exception {
    int port = freePort();
    Process process = start(Map.of("PORT", "" + port, "BIND", "127.0.0.1"));
    try (AppClient client = new AppClient(port)) {
      client.awaitHealthy();
    }

    try (Socket upload = new Socket(InetAddress.getLoopbackAddress(), port)) {
      OutputStream out = upload.getOutputStream();
      BufferedReader answer =
          new BufferedReader(new InputStreamReader(upload.getInputStream(), UTF_8));
      out.write((UPLOAD_OF_20_BYTES + "one half, ").getBytes(UTF_8));
      assertThat(answer.readLine()).isEqualTo("HTTP/1.1 100 Continue");
      assertThat(answer.readLine()).isEmpty();

      process.destroy();
      awaitRefusal(port);
      out.write("other half".getBytes(UTF_8));

      assertThat(answer.readLine()).isEqualTo("HTTP/1.1 201 Created");
    }
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  private static void awaitRefusal(int port) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    while (answers(port)) {
      assertThat(System.nanoTime()).as("time to refuse new connections").isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }

  private static boolean answers(int port) throws Exception {
    try (AppClient late = new AppClient(port)) {
      return late.health() == 200;
    } catch (IOException closedAtOnce) {
      return false;
    }
  }

  @Test
  void shouldExplainABadVariableAndEnd() throws Exception {
    Process process = start(Map.of("BOOT_DELAY", "soon"));

    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(2);
    assertThat(Files.readString(folder.resolve("log")))
        .contains("Expected BOOT_DELAY to be 0, or a number with ms, s or m")
        .contains("'soon'");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
