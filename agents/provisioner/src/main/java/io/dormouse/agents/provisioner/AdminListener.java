package io.dormouse.agents.provisioner;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/** Answers {@code GET /health} (200 while the provisioner is alive) and {@code GET /ready}. */
final class AdminListener implements AutoCloseable {

  /** Deadlines and limits of the JDK's server, which has none by itself; in seconds. */
  private static final Map<String, String> LIMITS =
      Map.of(
          "sun.net.httpserver.maxReqTime", "10",
          "sun.net.httpserver.maxRspTime", "10",
          "sun.net.httpserver.idleInterval", "30",
          "jdk.httpserver.maxConnections", "200");

  private final HttpServer server;

  /** One thread for each request, or a client that stalls keeps all others waiting. */
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * Listens from now on.
   *
   * @param ready whether {@code /ready} answers with 200 or with 503
   * @throws UncheckedIOException if the address is taken
   */
  AdminListener(String host, int port, BooleanSupplier ready) {
    LIMITS.forEach(System.getProperties()::putIfAbsent);
    try {
      server = HttpServer.create(new InetSocketAddress(host, port), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Expected to listen on %s:%d (admin.host, admin.port): %s"
              .formatted(host, port, e.getMessage()),
          e);
    }
    server.createContext("/", exchange -> answer(exchange, 404, "Expected /health or /ready.\n"));
    server.createContext("/health", exchange -> answer(exchange, 200, "alive\n"));
    server.createContext(
        "/ready",
        exchange -> {
          boolean isReady = ready.getAsBoolean();
          answer(exchange, isReady ? 200 : 503, isReady ? "ready\n" : "no commands yet\n");
        });
    server.setExecutor(threads);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    try (exchange) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
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
