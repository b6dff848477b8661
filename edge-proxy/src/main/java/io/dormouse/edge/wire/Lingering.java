package io.dormouse.edge.wire;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;

/**
 * Closing a connection after an answer that came before the end of the request. It reads on for a
 * little first, or the client loses the answer to the reset of its own upload.
 */
public final class Lingering {

  private static final long MILLIS = 2_000;

  private Lingering() {}

  /** No request after this one is taken from its connection. */
  public static void takeNoMore(HttpServerRequest request) {
    StrictRequestDecoder.of(request.connection()).takeNoMore();
  }

  /** Drops what still comes, and closes at its end or after two seconds. */
  public static void close(Vertx vertx, HttpServerRequest request) {
    takeNoMore(request);
    if (request.isEnded() || request.decoderResult().isFailure()) {
      request.connection().close();
      return;
    }
    long timer = vertx.setTimer(MILLIS, late -> request.connection().close());
    request
        .exceptionHandler(gone -> vertx.cancelTimer(timer))
        .endHandler(all -> {
          vertx.cancelTimer(timer);
          request.connection().close();
        })
        .handler(dropped -> {})
        .resume();
  }
}
