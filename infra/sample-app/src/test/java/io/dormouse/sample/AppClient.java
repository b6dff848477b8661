package io.dormouse.sample;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A plain HTTP client of one running app. */
final class AppClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final int port;

  AppClient(int port) {
    this.port = port;
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(path)).timeout(PATIENCE);
  }

  HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
    return send(request(path));
  }

  JsonObject getObject(String path) throws IOException, InterruptedException {
    return new JsonObject(new String(get(path).body(), UTF_8));
  }

  JsonArray documents() throws IOException, InterruptedException {
    return new JsonArray(new String(get("/documents").body(), UTF_8));
  }

  HttpResponse<byte[]> put(String path, byte[] body) throws IOException, InterruptedException {
    return put(path, BodyPublishers.ofByteArray(body), "text/plain");
  }

  HttpResponse<byte[]> put(String path, BodyPublisher body, String contentType)
      throws IOException, InterruptedException {
    return send(request(path).header("Content-Type", contentType).PUT(body));
  }

  HttpResponse<byte[]> delete(String path) throws IOException, InterruptedException {
    return send(request(path).DELETE());
  }

  /** Sends a file as a browser's form does. */
  HttpResponse<byte[]> postForm(String field, String fileName, byte[] content, String accept)
      throws IOException, InterruptedException {
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    form.writeBytes(
        """
        --edge\r
        Content-Disposition: form-data; name="%s"; filename="%s"\r
        Content-Type: application/java-archive\r
        \r
        """
            .formatted(field, fileName)
            .getBytes(UTF_8));
    form.writeBytes(content);
    form.writeBytes("\r\n--edge--\r\n".getBytes(UTF_8));
    return send(
        request("/documents")
            .header("Content-Type", "multipart/form-data; boundary=edge")
            .header("Accept", accept)
            .POST(BodyPublishers.ofByteArray(form.toByteArray())));
  }

  WebSocket socket(String path, WebSocket.Listener listener) {
    return client
        .newWebSocketBuilder()
        .buildAsync(URI.create("ws://127.0.0.1:" + port + path), listener)
        .join();
  }

  /** Asks for health every few milliseconds until it is 200; returns the time that took. */
  Duration awaitHealthy() throws IOException, InterruptedException {
    long start = System.nanoTime();
    long deadline = start + PATIENCE.toNanos();
    while (health() != 200) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("Expected /healthz to be 200 within " + PATIENCE);
      }
      LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** The reason why it is not healthy, once it contains these words. */
  String eventuallyMissing(String words) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    String reason = "";
    while (!reason.contains(words)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("Expected " + words + ", but got " + reason);
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      reason = new String(get("/healthz").body(), StandardCharsets.UTF_8);
    }
    return reason;
  }

  /** The status of {@code /healthz}, or 0 if nobody listens. */
  int health() throws IOException, InterruptedException {
    try {
      return get("/healthz").statusCode();
    } catch (ConnectException nobodyListens) {
      return 0;
    }
  }

  /** Ends all connections, WebSockets too, and does not wait for them. */
  @Override
  public void close() {
    client.shutdownNow();
  }
}
