package io.dormouse.kit.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.dormouse.kit.metrics.ProgramMetrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Answers {@code GET /health} (200 while the program is alive), {@code GET /ready} (see {@link
 * ProgramReadiness}) and {@code GET /metrics}.
 */
public final class AdminListener implements AutoCloseable {

  /** Deadlines and limits of the JDK's server, which has none by itself; in seconds. */
  private static final Map<String, String> LIMITS =
      Map.of(
          "sun.net.httpserver.maxReqTime", "10",
          "sun.net.httpserver.maxRspTime", "10",
          "sun.net.httpserver.idleInterval", "30",
          "jdk.httpserver.maxConnections", "200");

  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String JSON = "application/json";

  private final HttpServer server;

  /** One thread per request, so that a stalled client does not block others. */
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * Starts to listen.
   *
   * @throws UncheckedIOException if the address is taken
   */
  public AdminListener(
      String host, int port, Supplier<ProgramReadiness> readiness, ProgramMetrics metrics) {
    LIMITS.forEach(System.getProperties()::putIfAbsent);
    try {
      server = HttpServer.create(new InetSocketAddress(host, port), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Expected to listen on %s:%d (admin.host, admin.port): %s"
              .formatted(host, port, e.getMessage()),
          e);
    }
    server.createContext(
        "/", exchange -> answer(exchange, 404, TEXT, "Expected /health, /ready or /metrics.\n"));
    server.createContext("/health", exchange -> answer(exchange, 200, TEXT, "alive\n"));
    server.createContext(
        "/ready",
        exchange -> {
          ProgramReadiness now = readiness.get();
          answer(exchange, now.status(), JSON, now.json());
        });
    server.createContext(
        "/metrics", exchange -> answer(exchange, 200, ProgramMetrics.CONTENT_TYPE, metrics.text()));
    server.setExecutor(threads);
    server.start();
  }

  /** The port that it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  private static void answer(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    try (exchange) {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
