package io.dormouse.edge.suite;

import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The proxy between client and oracle. */
public record Proxy(String name, int port, int http2Port, Runnable ending)
    implements AutoCloseable {

  /**
   * Our edge, with one event loop, so that connections are reused at once.
   *
   * @param patience the longest time without movement once there is a request
   */
  static Proxy edge(Oracle oracle, Duration patience) {
    EdgeUnderTest edge =
        new EdgeUnderTest(
            "--event.loops=1",
            "--head.timeout=1s",
            "--hold.timeout=1s",
            "--idle.timeout=" + patience.plusSeconds(1).toSeconds() + "s",
            "--backend.answer.timeout=" + patience.toSeconds() + "s",
            "--backend.idle.timeout=" + patience.toSeconds() + "s");
    edge.plane().runs("acme", oracle.port());
    return new Proxy("edge", edge.port(), edge.port(), edge::close);
  }

  /** nginx as a child process, if it is installed. */
  static Optional<Proxy> nginx(Oracle oracle, Duration patience, Path folder) throws IOException {
    return installed(
        "nginx", oracle, patience, folder, "nginx", "-e", "stderr", "-p", "{folder}", "-c");
  }

  /** HAProxy as a child process, if it is installed. */
  static Optional<Proxy> haproxy(Oracle oracle, Duration patience, Path folder) throws IOException {
    return installed("HAProxy", oracle, patience, folder, "haproxy", "-db", "-f");
  }

  private static Optional<Proxy> installed(
      String name, Oracle oracle, Duration patience, Path folder, String... command)
      throws IOException {
    Optional<Path> program = find(command[0]);
    if (program.isEmpty()) {
      return Optional.empty();
    }
    int port = freePort();
    int http2Port = freePort();
    Path home = Files.createDirectories(folder.resolve(command[0]));
    Path configuration = home.resolve(command[0] + ".conf");
    Files.writeString(
        configuration,
        configuration(command[0], port, oracle.port(), home)
            .replace("{http2}", Integer.toString(http2Port))
            .replace("{patience}", patience.toSeconds() + "s"));
    List<String> line =
        Stream.concat(
                Stream.of(program.get().toString()),
                Stream.concat(
                    Stream.of(command).skip(1).map(word -> word.replace("{folder}", home + "/")),
                    Stream.of(configuration.toString())))
            .toList();
    Path log = home.resolve("log");
    Process process =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    Proxy proxy = new Proxy(name, port, http2Port, () -> end(process));
    try {
      Eventually.until(
          () -> name + " listens; it says: " + read(log),
          () -> !process.isAlive() || listens(port));
      if (!process.isAlive()) {
        throw new AssertionError("Expected " + name + " to run, but it says: " + read(log));
      }
      return Optional.of(proxy);
    } catch (AssertionError e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static Optional<Path> find(String program) {
    return Stream.concat(
            Stream.of(System.getenv("PATH").split(":", -1)),
            Stream.of("/usr/sbin", "/usr/local/sbin"))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static String configuration(String program, int port, int backend, Path home)
      throws IOException {
    String resource = "/suite/" + program + ".conf";
    try (var in = Objects.requireNonNull(Proxy.class.getResourceAsStream(resource), resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .replace("{port}", Integer.toString(port))
          .replace("{backend}", Integer.toString(backend))
          .replace("{folder}", home.toString());
    }
  }

  private static void end(Process process) {
    process.destroy();
    process.onExit().join();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    ending.run();
  }
}
