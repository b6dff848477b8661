package io.dormouse.benchmarks.routes;

import com.sun.net.httpserver.HttpServer;
import io.dormouse.benchmarks.Report;
import io.dormouse.benchmarks.Samples;
import io.dormouse.edge.route.snapshot.Snapshot;
import io.dormouse.kit.topics.Checkpoint;
import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.local.client.Unexpected;
import io.dormouse.local.supervision.Java;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Measures the start of an edge's process to its first answer, with a snapshot and no broker. */
final class FirstAnswer {

  private static final int STARTS = 7;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path repository;
  private final Path directory;
  private final KafkaSettings kafka;

  /**
   * @param kafka settings whose brokers do not exist
   */
  FirstAnswer(Path repository, Path directory, KafkaSettings kafka) {
    this.repository = repository;
    this.directory = directory;
    this.kafka = kafka;
  }

  void measure(int routes, Checkpoint checkpoint, Report report) throws Exception {
    HttpServer backend =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    backend.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    backend.start();
    try {
      Path file = directory.resolve("first-answer.snapshot");
      new Snapshot(file, kafka)
          .write(new SampleRoutes(backend.getAddress().getPort()).table(routes), checkpoint);
      Samples starts = new Samples();
      // The first edge leaves its classes in an archive for the others, as under infra/up.
      start(file);
      for (int i = 0; i < STARTS; i++) {
        starts.add(start(file));
      }
      report.line(
          "an edge with %d routes to its first answer: median %.0f ms, slowest of %d %.0f ms",
          routes, starts.median(), STARTS, starts.quantile(1));
      report.result("routes.first.answer", starts.median(), "ms", "<=1500");
      report.result("routes.first.answer.slowest", starts.quantile(1), "ms", "<=1500");
    } finally {
      backend.stop(0);
    }
  }

  private Duration start(Path file) throws Exception {
    int port = freePort();
    List<String> command =
        new Java(directory.resolve("archives"), Files.createDirectories(directory.resolve("tmp")))
            .jar(
                "edge",
                new Java.Machine(256, false),
                repository.resolve("edge-proxy/target/edge-proxy.jar"),
                List.of(
                    "--kafka.bootstrap.servers=" + kafka.bootstrapServers(),
                    "--listen.port=" + port,
                    "--admin.port=0",
                    "--snapshot.file=" + file));
    long begin = System.nanoTime();
    Process edge =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("edge.log").toFile())
            .start();
    try {
      while (!answers(port)) {
        Duration waited = Duration.ofNanos(System.nanoTime() - begin);
        Unexpected.unless(
            waited.compareTo(PATIENCE) < 0 && edge.isAlive(),
            "Expected an answer within %s; see %s",
            PATIENCE,
            directory.resolve("edge.log"));
        LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
      }
      return Duration.ofNanos(System.nanoTime() - begin);
    } finally {
      edge.destroy();
      if (!edge.waitFor(20, TimeUnit.SECONDS)) {
        edge.destroyForcibly();
      }
    }
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      String request = "GET / HTTP/1.1\r\nHost: " + SampleRoutes.domain(10) + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      return new String(in.readNBytes(12), StandardCharsets.US_ASCII).equals("HTTP/1.1 204");
    } catch (IOException notYet) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
