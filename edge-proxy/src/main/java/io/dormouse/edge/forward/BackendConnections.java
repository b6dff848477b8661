package io.dormouse.edge.forward;

import io.dormouse.edge.EdgeSettings.Backends;
import io.dormouse.edge.wire.AnswerGuard;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.util.concurrent.TimeUnit;

/**
 * The connections of one event loop to all backends: bounded per backend, and with a bounded queue
 * for them.
 */
final class BackendConnections {

  private static final int LARGEST_HEAD = 64 << 10;

  /** Each look goes through the connections of all backends. */
  private static final int LOOK_FOR_UNUSED_MILLIS = 5_000;

  private final HttpClient kept;
  private final HttpClient unused;

  BackendConnections(Vertx vertx, Backends settings) {
    this.kept = client(vertx, settings, true);
    this.unused = client(vertx, settings, false);
  }

  private static HttpClient client(Vertx vertx, Backends settings, boolean keep) {
    HttpClientOptions options =
        new HttpClientOptions()
            .setConnectTimeout((int) settings.connectTimeout().toMillis())
            .setKeepAlive(keep)
            .setKeepAliveTimeout((int) settings.keepAlive().toSeconds())
            .setPipelining(false)
            .setDecompressionSupported(false)
            .setMaxHeaderSize(LARGEST_HEAD)
            .setMaxInitialLineLength(LARGEST_HEAD);
    options
        .setIdleTimeout((int) settings.idleTimeout().toMillis())
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
    return vertx
        .httpClientBuilder()
        .with(options)
        .with(
            new PoolOptions()
                .setHttp1MaxSize(settings.connections())
                .setCleanerPeriod(LOOK_FOR_UNUSED_MILLIS)
                .setMaxWaitQueueSize(settings.waiting()))
        .withConnectHandler(AnswerGuard::install)
        .build();
  }

  /**
   * Begins a request.
   *
   * @param onUnused whether it must have a connection that was not used before, which then ends
   *     with it
   */
  Future<HttpClientRequest> request(
      Backend backend, HttpMethod method, String target, boolean onUnused) {
    return (onUnused ? unused : kept)
        .request(
            new RequestOptions()
                .setMethod(method)
                .setServer(backend.address())
                .setHost(backend.name())
                .setPort(backend.port())
                .setSsl(backend.tls())
                .setURI(target));
  }

  Future<Void> close() {
    return Future.join(kept.close(), unused.close()).mapEmpty();
  }
}
