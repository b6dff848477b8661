package io.dormouse.edge.endurance;

import io.dormouse.edge.Eventually;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A backend in a process of its own, since one process may not have enough files for both ends of
 * very many connections. It echoes all WebSocket input, and ends with the test at the latest.
 */
final class EchoBackend implements AutoCloseable {

  private static final File LOG = Path.of("target", "echo-backend.log").toFile();

  private final Process process;
  private final int port;

  private EchoBackend(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts a backend on a free port, from the class path of the tests. */
  static EchoBackend start() throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.statusListenerClass=ch.qos.logback.core.status.NopStatusListener",
                "-cp",
                System.getProperty("java.class.path"),
                EchoBackend.class.getName())
            .redirectError(LOG)
            .start();
    try {
      return new EchoBackend(process, port(process.inputReader(StandardCharsets.US_ASCII)));
    } catch (IOException | RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static int port(BufferedReader from) throws IOException {
    String line = from.readLine();
    if (line == null) {
      throw new IOException("Expected a port from the backend, but it ended; see " + LOG);
    }
    return Integer.parseInt(line);
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  /** Prints its port, and runs until its standard input ends. */
  public static void main(String[] unused) throws IOException {
    var server =
        Vertx.vertx()
            .createHttpServer()
            .webSocketHandler(socket -> socket.handler(socket::write))
            .requestHandler(request -> request.response().end());
    System.out.println(
        Eventually.get(server.listen(0, "127.0.0.1").toCompletionStage()).actualPort());
    System.in.transferTo(System.out);
    System.exit(0);
  }
}
