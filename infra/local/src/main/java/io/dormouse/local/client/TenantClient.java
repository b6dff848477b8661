package io.dormouse.local.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A client of one instance, as its users are: by its host name, at the edge's address. */
public final class TenantClient {

  /** Longer than the edge holds a request. */
  private static final Duration TIMEOUT = Duration.ofSeconds(90);

  private final HttpClient http;
  private final URI edge;
  private final String host;

  public TenantClient(HttpClient http, URI edge, String host) {
    this.http = http;
    this.edge = edge;
    this.host = host + ":" + edge.getPort();
  }

  public String host() {
    return host;
  }

  /** A page, as a browser asks for it. */
  public HttpResponse<String> browse(String path) throws IOException, InterruptedException {
    HttpRequest request =
        request(path)
            .header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
            .header("Sec-Fetch-Mode", "navigate")
            .header("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0")
            .build();
    return http.send(request, BodyHandlers.ofString());
  }

  public HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
    return http.send(request(path).build(), BodyHandlers.ofByteArray());
  }

  public CompletableFuture<HttpResponse<byte[]>> getLater(String path) {
    return http.sendAsync(request(path).build(), BodyHandlers.ofByteArray());
  }

  public HttpResponse<InputStream> open(String path) throws IOException, InterruptedException {
    return http.send(
        request(path).header("Accept", "text/event-stream").build(), BodyHandlers.ofInputStream());
  }

  public HttpResponse<String> put(String path, Path file) throws IOException, InterruptedException {
    return http.send(
        request(path).PUT(BodyPublishers.ofFile(file)).build(), BodyHandlers.ofString());
  }

  public WebSocket socket(String path, WebSocket.Listener listener) {
    URI uri = URI.create("ws://" + edge.getHost() + ":" + edge.getPort() + path);
    return http.newWebSocketBuilder()
        .header("Host", host)
        .connectTimeout(TIMEOUT)
        .buildAsync(uri, listener)
        .join();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(edge.resolve(path)).timeout(TIMEOUT).header("Host", host);
  }
}
