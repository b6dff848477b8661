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

  private final HttpClient client;

  BackendConnections(Vertx vertx, Backends settings) {
    HttpClientOptions options =
        new HttpClientOptions()
            .setConnectTimeout((int) settings.connectTimeout().toMillis())
            .setKeepAlive(true)
            .setKeepAliveTimeout((int) settings.keepAlive().toSeconds())
            .setPipelining(false)
            .setDecompressionSupported(false)
            .setMaxHeaderSize(LARGEST_HEAD)
            .setMaxInitialLineLength(LARGEST_HEAD);
    options
        .setIdleTimeout((int) settings.idleTimeout().toMillis())
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
    this.client =
        vertx
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

  Future<HttpClientRequest> request(Backend backend, HttpMethod method, String target) {
    return client.request(
        new RequestOptions()
            .setMethod(method)
            .setServer(backend.address())
            .setHost(backend.name())
            .setPort(backend.port())
            .setSsl(backend.tls())
            .setURI(target));
  }

  Future<Void> close() {
    return client.close();
  }
}
