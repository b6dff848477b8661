package io.dormouse.edge.wire;

import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http2.Http2Error;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;

/**
 * Ends the connection of a request, in HTTP/2 only its stream. After an answer that came before the
 * end of the request it reads on for a little first, or the client loses the answer to the reset of
 * its own upload.
 */
public final class Lingering {

  private static final long MILLIS = 2_000;

  private Lingering() {}

  /** No request after this one is taken from its connection. */
  public static void takeNoMore(HttpServerRequest request) {
    if (!isStream(request)) {
      StrictRequestDecoder.of(request.connection()).takeNoMore();
    }
  }

  /** True if it came after the last request that is taken from its connection. */
  public static boolean isTooLate(HttpServerRequest request) {
    return !isStream(request) && StrictRequestDecoder.of(request.connection()).takesNoMore();
  }

  /** True if it came over HTTP/2 and can be ended without its connection. */
  public static boolean isStream(HttpServerRequest request) {
    return request.version() == HttpVersion.HTTP_2;
  }

  /** Ends it at once, so that the client sees that its answer is cut. */
  public static void cut(HttpServerRequest request) {
    cut(request, Http2Error.INTERNAL_ERROR.code());
  }

  /**
   * Ends it at once.
   *
   * @param code the error that HTTP/2 tells (RFC 9113, 7)
   */
  public static void cut(HttpServerRequest request, long code) {
    if (isStream(request)) {
      request.response().reset(code);
    } else {
      request.connection().close();
    }
  }

  /**
   * Closes the sending side of an HTTP/1 connection after the last answer, while the client is
   * still read.
   */
  public static void sayNoMore(HttpServerRequest request) {
    if (!isStream(request)
        && ((HttpServerConnection) request.connection()).channelHandlerContext().channel()
            instanceof DuplexChannel channel) {
      channel.shutdownOutput();
    }
  }

  /** Drops further input, and ends it then or after two seconds. */
  public static void close(Vertx vertx, HttpServerRequest request) {
    takeNoMore(request);
    if (request.isEnded() || request.decoderResult().isFailure()) {
      end(request);
      return;
    }
    long timer = vertx.setTimer(MILLIS, late -> cut(request, Http2Error.NO_ERROR.code()));
    request
        .exceptionHandler(gone -> vertx.cancelTimer(timer))
        .endHandler(all -> {
          vertx.cancelTimer(timer);
          end(request);
        })
        .handler(dropped -> {})
        .resume();
  }

  /** A stream whose both sides have ended is over. */
  private static void end(HttpServerRequest request) {
    if (!isStream(request)) {
      request.connection().close();
    }
  }
}
