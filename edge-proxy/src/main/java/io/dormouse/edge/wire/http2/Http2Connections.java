package io.dormouse.edge.wire.http2;

import io.dormouse.edge.wire.StrictRequestDecoder;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.Handler;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.QueryParamDecoderConfig;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.http.impl.HttpServerRequestImpl;
import io.vertx.core.http.impl.HttpServerStream;
import io.vertx.core.http.impl.http2.codec.Http2ServerConnectionImpl;
import io.vertx.core.http.impl.http2.codec.VertxHttp2ConnectionHandler;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.http.QueryParamDecoder;
import io.vertx.core.net.impl.VertxHandler;
import java.time.Duration;

/**
 * Takes connections of clients that speak HTTP/2 from their first byte on. The server would look
 * for the preface itself, but then offers an upgrade to HTTP/2 and decodes the first request of
 * HTTP/1 before its decoder can be replaced.
 */
public final class Http2Connections {

  /**
   * Limits of one connection.
   *
   * @param path longest path, in bytes
   * @param head largest head, in bytes as RFC 9113, 6.5.2 counts them
   * @param fields most fields of a head, and of trailers
   * @param headTimeout longest time for a head
   */
  public record Http2Limits(int path, int head, int fields, Duration headTimeout) {}

  private static final int STREAMS = 100;

  /** The bytes of one stream's body that are kept while nobody takes them. */
  private static final int STREAM_WINDOW = 128 << 10;

  private static final int MOST_RESETS = 200;
  private static final int SECONDS_OF_RESETS = 30;
  private static final int MOST_SMALL_CONTINUATIONS = 16;
  private static final int FORM_LIMIT = 0;
  private static final String HANDLER = "handler";

  private final Http2Limits limits;
  private final Handler<HttpServerRequest> requests;
  private final QueryParamDecoder parameters = new QueryParamDecoder(new QueryParamDecoderConfig());

  public Http2Connections(Http2Limits limits, Handler<HttpServerRequest> requests) {
    this.limits = limits;
    this.requests = requests;
  }

  /** Looks for HTTP/2 at the beginning of a connection. Called before the first byte is read. */
  public void install(HttpConnection connection) {
    HttpServerConnection taken = (HttpServerConnection) connection;
    taken
        .channelHandlerContext()
        .pipeline()
        .addBefore(
            StrictRequestDecoder.DECODER,
            "clientPreface",
            new ClientPreface(pipeline -> takeOver(pipeline, taken.context())));
  }

  /** The handler of HTTP/1 is told only that the connection is closed. */
  private void takeOver(ChannelPipeline pipeline, ContextInternal context) {
    VertxHandler<?> before = pipeline.get(VertxHandler.class);
    ChannelHandlerContext place = pipeline.context(before);
    pipeline.channel().closeFuture().addListener(closed -> before.channelInactive(place));
    pipeline.remove(StrictRequestDecoder.DECODER);
    pipeline.remove("httpEncoder");
    VertxHttp2ConnectionHandler<Http2ServerConnectionImpl> codec = codec(context);
    pipeline.replace(before, HANDLER, codec);
    pipeline.addBefore(HANDLER, "frameGuard", new FrameGuard(limits.headTimeout()));
    pipeline.addBefore(HANDLER, "gracefulGoAway", new GracefulGoAway(codec));
  }

  private VertxHttp2ConnectionHandler<Http2ServerConnectionImpl> codec(ContextInternal context) {
    return new StrictHttp2(limits.path(), limits.fields())
        .server(true)
        .gracefulShutdownTimeoutMillis(0)
        .decoderEnforceMaxSmallContinuationFrames(MOST_SMALL_CONTINUATIONS)
        .decoderEnforceMaxRstFramesPerWindow(MOST_RESETS, SECONDS_OF_RESETS)
        .encoderEnforceMaxRstFramesPerWindow(MOST_RESETS, SECONDS_OF_RESETS)
        .initialSettings(
            new Http2Settings()
                .setMaxConcurrentStreams(STREAMS)
                .setMaxHeaderListSize(limits.head())
                .setInitialWindowSize(STREAM_WINDOW))
        .connectionFactory(handler ->
            new Http2ServerConnectionImpl(context, () -> context, handler, null, null, null, null))
        .build()
        .addHandler(this::begin);
  }

  /** Streams that nobody reads must not stop the others: the connection has room for all. */
  private void begin(Http2ServerConnectionImpl connection) {
    connection.setWindowSize(STREAMS * STREAM_WINDOW);
    connection.exceptionHandler(broken -> {});
    connection.streamHandler(this::request);
  }

  private void request(HttpServerStream stream) {
    new HttpServerRequestImpl(
            requests,
            stream,
            stream.context(),
            false,
            FORM_LIMIT,
            FORM_LIMIT,
            FORM_LIMIT,
            parameters,
            "http")
        .init();
  }
}
