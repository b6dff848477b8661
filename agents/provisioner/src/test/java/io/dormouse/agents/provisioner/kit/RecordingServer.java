package io.dormouse.agents.provisioner.kit;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers every request with one status and keeps the requests. */
public final class RecordingServer implements AutoCloseable {

  private final HttpServer http;
  private final AtomicInteger status;
  private final List<String> requests = new CopyOnWriteArrayList<>();

  public RecordingServer(int firstStatus) {
    this.status = new AtomicInteger(firstStatus);
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    http.createContext(
        "/",
        exchange -> {
          try (exchange) {
            String body =
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
            exchange.sendResponseHeaders(status.get(), -1);
          }
        });
    http.start();
  }

  public String endpoint() {
    return "http://127.0.0.1:" + http.getAddress().getPort();
  }

  /** All requests, each as method, path with query, and body. */
  public List<String> requests() {
    return requests;
  }

  public void answer(int newStatus) {
    status.set(newStatus);
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
