package io.dormouse.edge;

import io.dormouse.kit.settings.Settings;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** An edge on a free port of this machine, with a control plane in memory and real backends. */
public final class EdgeUnderTest implements AutoCloseable {

  private final Vertx vertx = Vertx.vertx();
  private final List<io.vertx.core.http.HttpClient> clients = new ArrayList<>();
  private final FakeControlPlane plane = new FakeControlPlane();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final EdgeServer server;

  /**
   * Starts an edge with these flags. By default time-outs are short and there are two event loops.
   */
  public EdgeUnderTest(String... flags) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--listen.port=0",
                "--admin.port=0",
                "--event.loops=2",
                "--activity.interval=200ms",
                "--drain.timeout=200ms",
                "--hold.unreachable=500ms",
                "--client.salt=test"));
    all.removeIf(usual ->
        Arrays.stream(flags)
            .anyMatch(flag -> flag.startsWith(usual.substring(0, usual.indexOf('=') + 1))));
    all.addAll(Arrays.asList(flags));
    EdgeSettings settings = Settings.load(EdgeSettings.class, all, Map.of());
    server =
        Eventually.get(
            EdgeServer.start(
                    vertx, settings, new EdgeServer.Connections(plane.table(), plane, plane))
                .toCompletionStage());
  }

  public FakeControlPlane plane() {
    return plane;
  }

  public Vertx vertx() {
    return vertx;
  }

  public EdgeServer server() {
    return server;
  }

  public int port() {
    return server.port();
  }

  public HttpClient http() {
    return http;
  }

  /** The value of a metric now, by its name and labels; zero if there is none. */
  public double metric(String name) {
    return server
        .metrics()
        .text()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .sum();
  }

  public RawClient connect() throws IOException {
    return new RawClient(port());
  }

  /** Starts a real server as a backend; returns its port. */
  public int backend(Handler<HttpServerRequest> handler) {
    return backend(0, handler);
  }

  public int backend(int port, Handler<HttpServerRequest> handler) {
    HttpServer backend = vertx.createHttpServer().requestHandler(handler);
    return Eventually.get(backend.listen(port, "127.0.0.1").toCompletionStage()).actualPort();
  }

  /**
   * A client that speaks HTTP/2 with prior knowledge, over one connection. It is kept here, since
   * Vert.x closes one that nobody refers to, even in the middle of a request.
   */
  public io.vertx.core.http.HttpClient http2() {
    io.vertx.core.http.HttpClient client =
        vertx
            .httpClientBuilder()
            .with(
                new HttpClientOptions()
                    .setProtocolVersion(HttpVersion.HTTP_2)
                    .setHttp2ClearTextUpgrade(false))
            .build();
    clients.add(client);
    return client;
  }

  /** A request for a WebSocket. */
  public static String webSocket(String line, String instance) {
    return request(
        line,
        instance,
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
  }

  /** A request with these header lines to an instance, without a body. */
  public static String request(String line, String instance, String... headers) {
    StringBuilder text = new StringBuilder(line);
    text.append(" HTTP/1.1\r\nHost: ").append(instance).append(".example.org\r\n");
    for (String header : headers) {
      text.append(header).append("\r\n");
    }
    return text.append("\r\n").toString();
  }

  @Override
  public void close() {
    Eventually.get(server.close().toCompletionStage());
    http.close();
    Eventually.get(vertx.close().toCompletionStage());
  }
}
