package io.dormouse.edge.forward;

import io.dormouse.edge.EdgeSettings.Backends;
import io.dormouse.edge.wire.AnswerGuard;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.util.concurrent.TimeUnit;

/**
 * The connections of one event loop to all backends: bounded per backend, and with a bounded queue
 * for them. Those that speak HTTP/2 have a pool of their own.
 */
final class BackendConnections {

  private static final int LARGEST_HEAD = 64 << 10;

  /** One takes as many requests at once as the backend says, usually 100 or more. */
  private static final int HTTP2_CONNECTIONS = 4;

  private final HttpClient http1;
  private final HttpClient http2;

  BackendConnections(Vertx vertx, Backends settings) {
    this.http1 = client(vertx, settings, options(settings));
    this.http2 =
        client(
            vertx,
            settings,
            options(settings)
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setHttp2KeepAliveTimeout((int) settings.keepAlive().toSeconds())
                .setInitialSettings(
                    new Http2Settings().setPushEnabled(false).setMaxHeaderListSize(LARGEST_HEAD)));
  }

  private static HttpClientOptions options(Backends settings) {
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
    return options;
  }

  private static HttpClient client(Vertx vertx, Backends settings, HttpClientOptions options) {
    return vertx
        .httpClientBuilder()
        .with(options)
        .with(
            new PoolOptions()
                .setHttp1MaxSize(settings.connections())
                .setHttp2MaxSize(Math.min(HTTP2_CONNECTIONS, settings.connections()))
                .setMaxWaitQueueSize(settings.waiting()))
        .withConnectHandler(AnswerGuard::install)
        .build();
  }

  Future<HttpClientRequest> request(
      Backend backend, boolean overHttp2, HttpMethod method, String target) {
    HttpClient client = overHttp2 ? http2 : http1;
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
    return Future.join(http1.close(), http2.close()).mapEmpty();
  }
}
