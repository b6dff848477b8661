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
import java.util.function.IntConsumer;

/**
 * The connections of one event loop to all backends: bounded per backend, and with a bounded queue
 * for them.
 */
final class BackendConnections {

  private static final int LARGEST_HEAD = 64 << 10;

  private final HttpClient client;

  BackendConnections(Vertx vertx, Backends settings, IntConsumer open) {
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
                    .setMaxWaitQueueSize(settings.waiting()))
            .withConnectHandler(connection -> {
              open.accept(1);
              connection.closeHandler(closed -> open.accept(-1));
              AnswerGuard.install(connection);
            })
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
