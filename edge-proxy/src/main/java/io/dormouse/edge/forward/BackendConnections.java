package io.dormouse.edge.forward;

import io.dormouse.edge.EdgeSettings.Backends;
import io.dormouse.edge.wire.AnswerGuard;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntConsumer;

/**
 * The connections of one event loop to all backends: bounded per backend, and with a bounded queue
 * for them. Those that nobody uses are closed when their backend has gone.
 */
final class BackendConnections {

  private static final int LARGEST_HEAD = 64 << 10;

  /** Each look goes through the connections of all backends. */
  private static final int LOOK_FOR_UNUSED_MILLIS = 5_000;

  /** One takes as many requests at once as the backend says, usually 100 or more. */
  private static final int HTTP2_CONNECTIONS = 4;

  /** How long a request has its connection. */
  enum Lease {
    /** Until its answer is complete; another one may have it before and after. */
    KEPT,
    /** The connection is new, and closed after the answer. */
    ONCE,
    /** The connection is new, and becomes a tunnel: those are counted by themselves. */
    TUNNEL
  }

  /**
   * What a client has in common for all that it connects to.
   *
   * @param http2 whether its connections speak HTTP/2
   * @param lease how long a connection is kept
   */
  private record Kind(Duration connectTimeout, boolean http2, Lease lease) {}

  /** Who uses a connection. */
  private static final class Usage {

    private final String backend;
    private final Lease lease;
    private int requests;

    private Usage(String backend, Lease lease) {
      this.backend = backend;
      this.lease = lease;
    }
  }

  private final Vertx vertx;
  private final Backends settings;
  private final IntConsumer count;
  private final Map<Kind, HttpClient> clients = new HashMap<>();
  private final Map<HttpConnection, Usage> open = new HashMap<>();

  /**
   * @param count hears how many connections were opened, or closed if negative
   */
  BackendConnections(Vertx vertx, Backends settings, IntConsumer count) {
    this.vertx = vertx;
    this.settings = settings;
    this.count = count;
  }

  /**
   * A request over a connection that is used by it until it is released, or closes.
   *
   * @param lease for a tunnel it is HTTP/1.1, whatever the backend speaks otherwise
   */
  Future<HttpClientRequest> request(
      Backend backend, HttpMethod method, String target, Lease lease) {
    boolean http2 = backend.http2() && lease != Lease.TUNNEL;
    Duration timeout =
        Objects.requireNonNullElse(backend.timeouts().connect(), settings.connectTimeout());
    return clients
        .computeIfAbsent(new Kind(timeout, http2, lease), this::client)
        .request(
            new RequestOptions()
                .setMethod(method)
                .setServer(backend.address())
                .setHost(backend.name())
                .setPort(backend.port())
                .setSsl(backend.tls())
                .setURI(target))
        .onSuccess(onward -> use(onward.connection(), backend, lease));
  }

  /** A request and its answer are complete. */
  void release(HttpConnection connection, boolean backendIsGone) {
    Usage usage = open.get(connection);
    if (usage != null && --usage.requests == 0 && (backendIsGone || usage.lease != Lease.KEPT)) {
      connection.close();
    }
  }

  /** It is not a connection for requests any more. */
  void forget(HttpConnection connection) {
    open.remove(connection);
  }

  /** The backend has gone: nobody will use its connections again. */
  void closeUnused(String backend) {
    List<HttpConnection> unused =
        open.entrySet().stream()
            .filter(entry -> entry.getValue().backend.equals(backend))
            .filter(entry -> entry.getValue().requests == 0)
            .map(Map.Entry::getKey)
            .toList();
    unused.forEach(HttpConnection::close);
  }

  Future<Void> close() {
    return Future.join(clients.values().stream().map(HttpClient::close).toList()).mapEmpty();
  }

  private void use(HttpConnection connection, Backend backend, Lease lease) {
    Usage usage = open.get(connection);
    if (usage == null) {
      usage = new Usage(backend.name(), lease);
      open.put(connection, usage);
      count.accept(1);
      connection.exceptionHandler(broken -> {});
      connection.closeHandler(closed -> {
        count.accept(-1);
        open.remove(connection);
      });
    }
    usage.requests++;
  }

  private HttpClient client(Kind kind) {
    HttpClientOptions options =
        new HttpClientOptions()
            .setConnectTimeout(Math.clamp(kind.connectTimeout().toMillis(), 1, Integer.MAX_VALUE))
            .setKeepAlive(true)
            .setKeepAliveTimeout((int) settings.keepAlive().toSeconds())
            .setPipelining(false)
            .setDecompressionSupported(false)
            .setMaxHeaderSize(LARGEST_HEAD)
            .setMaxInitialLineLength(LARGEST_HEAD);
    return vertx
        .httpClientBuilder()
        .with(kind.http2() ? http2(options) : options)
        .with(
            new PoolOptions()
                .setHttp1MaxSize(
                    kind.lease() == Lease.TUNNEL ? settings.tunnels() : settings.connections())
                .setCleanerPeriod(LOOK_FOR_UNUSED_MILLIS)
                .setHttp2MaxSize(Math.min(HTTP2_CONNECTIONS, settings.connections()))
                .setMaxWaitQueueSize(settings.waiting()))
        .withConnectHandler(AnswerGuard::install)
        .build();
  }

  /** Over HTTP/2 with prior knowledge. */
  private HttpClientOptions http2(HttpClientOptions options) {
    return options
        .setProtocolVersion(HttpVersion.HTTP_2)
        .setHttp2ClearTextUpgrade(false)
        .setHttp2KeepAliveTimeout((int) settings.keepAlive().toSeconds())
        .setInitialSettings(
            new Http2Settings().setPushEnabled(false).setMaxHeaderListSize(LARGEST_HEAD));
  }
}
