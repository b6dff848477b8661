package io.dormouse.edge.forward.pool;

import io.dormouse.edge.EdgeSettings.Backends;
import io.dormouse.edge.forward.pool.BackendConnection.Leased;
import io.dormouse.edge.observe.EdgeMetrics;
import io.dormouse.edge.wire.AnswerGuard;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The connections of one event loop to all backends, in a bounded pool for each. Unused ones are
 * closed when their backend has gone.
 */
public final class BackendConnections {

  private static final long LOOK_FOR_UNUSED_MILLIS = 5_000;

  /**
   * The most connections to a backend of HTTP/2. Each takes as many requests at once as the backend
   * allows, usually 100 or more.
   */
  private static final int HTTP2_CONNECTIONS = 4;

  /** The time for which a request has its connection. */
  public enum Lease {
    /** Until its answer is complete; other requests may have it before and after. */
    KEPT,
    /** The connection is new, and closed after the answer. */
    ONCE,
    /** The connection is new, and becomes a tunnel, of which there is a count of its own. */
    TUNNEL
  }

  /** Properties of an HTTP client, shared by the backends that it connects to. */
  private record ClientKind(Duration connectTimeout, boolean http2) {}

  /** The key of a pool: requests with the same key share connections. */
  private record Served(Backend backend, boolean http2) {

    /**
     * Cheap, since it is computed for every request: the name differs wherever anything differs.
     */
    @Override
    public int hashCode() {
      return backend.name().hashCode();
    }
  }

  private final Vertx vertx;
  private final Backends settings;
  private final StallWatch watch;
  private final EdgeMetrics metrics;
  private final Map<ClientKind, HttpClientAgent> clients = new HashMap<>();
  private final Map<Served, BackendPool> pools = new HashMap<>();
  private final long timer;

  public BackendConnections(Vertx vertx, Backends settings, StallWatch watch, EdgeMetrics metrics) {
    this.vertx = vertx;
    this.settings = settings;
    this.watch = watch;
    this.metrics = metrics;
    long look = Math.clamp(settings.keepAlive().toMillis(), 1, LOOK_FOR_UNUSED_MILLIS);
    this.timer = vertx.setPeriodic(look, tick -> closeUnused());
  }

  /**
   * Begins a request over a connection that it uses until the connection is released, or closes.
   *
   * @param lease a tunnel uses HTTP/1.1, whatever the backend speaks otherwise
   */
  public Future<Leased> request(Backend backend, HttpMethod method, String target, Lease lease) {
    boolean http2 = backend.http2() && lease != Lease.TUNNEL;
    return pools
        .computeIfAbsent(new Served(backend, http2), this::pool)
        .request(new RequestOptions().setMethod(method).setURI(target), lease);
  }

  /** Begins a request over a connection that belongs to its client, and stays with it. */
  public Future<Leased> request(BackendConnection own, HttpMethod method, String target) {
    return own.pool().request(new RequestOptions().setMethod(method).setURI(target), own);
  }

  /** Leaves a backend that has gone: nobody waits for it any more, and requests under way go on. */
  public void leave(Backend gone) {
    List<BackendPool> left =
        pools.entrySet().stream()
            .filter(entry -> entry.getKey().backend().isSameAs(gone))
            .map(Map.Entry::getValue)
            .toList();
    left.forEach(BackendPool::leave);
  }

  public Future<Void> close() {
    vertx.cancelTimer(timer);
    return Future.join(clients.values().stream().map(HttpClient::close).toList()).mapEmpty();
  }

  private void closeUnused() {
    pools.values().forEach(BackendPool::closeUnused);
    pools.values().removeIf(BackendPool::isEmpty);
  }

  private BackendPool pool(Served served) {
    Backend backend = served.backend();
    Duration connectTimeout =
        Objects.requireNonNullElse(backend.timeouts().connect(), settings.connectTimeout());
    int kept = settings.connections();
    HttpConnectOptions options =
        new HttpConnectOptions()
            .setServer(backend.address())
            .setHost(backend.name())
            .setPort(backend.port())
            .setSsl(backend.tls());
    HttpClientAgent client =
        clients.computeIfAbsent(new ClientKind(connectTimeout, served.http2()), this::client);
    return new BackendPool(
        new BackendPool.PoolLimits(
            served.http2() ? Math.min(HTTP2_CONNECTIONS, kept) : kept,
            kept,
            settings.tunnels(),
            settings.waiting(),
            settings.waitingTimeout().toNanos()),
        () -> client.connect(options),
        watch,
        metrics);
  }

  private HttpClientAgent client(ClientKind kind) {
    HttpClientOptions options =
        new HttpClientOptions()
            .setConnectTimeout(Math.clamp(kind.connectTimeout().toMillis(), 1, Integer.MAX_VALUE))
            .setKeepAlive(true)
            .setKeepAliveTimeout((int) settings.keepAlive().toSeconds())
            .setPipelining(false)
            .setDecompressionSupported(false)
            .setMaxHeaderSize(AnswerGuard.LARGEST_HEAD)
            .setMaxInitialLineLength(AnswerGuard.LARGEST_HEAD)
            .setMaxChunkSize(BackendConnection.LARGEST_PIECE);
    return vertx.httpClientBuilder().with(kind.http2() ? http2(options) : options).build();
  }

  /** The options for HTTP/2 with prior knowledge. */
  private HttpClientOptions http2(HttpClientOptions options) {
    return options
        .setProtocolVersion(HttpVersion.HTTP_2)
        .setHttp2ClearTextUpgrade(false)
        .setHttp2KeepAliveTimeout((int) settings.keepAlive().toSeconds())
        .setInitialSettings(
            new Http2Settings()
                .setPushEnabled(false)
                .setMaxHeaderListSize(AnswerGuard.LARGEST_HEAD));
  }
}
