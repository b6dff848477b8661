package io.dormouse.edge.wire.http2;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DecoratingHttp2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.vertx.core.http.impl.http2.codec.Http2ServerConnectionImpl;
import io.vertx.core.http.impl.http2.codec.VertxHttp2ConnectionHandler;
import io.vertx.core.http.impl.http2.codec.VertxHttp2ConnectionHandlerBuilder;

/**
 * Builds the codec of an HTTP/2 connection of a client. A stream whose head is malformed is reset,
 * and goes no further.
 */
final class StrictHttp2 extends VertxHttp2ConnectionHandlerBuilder<Http2ServerConnectionImpl> {

  private static final int MOST_EMPTY_DATA = 16;

  private final int longestPath;
  private final int mostFields;

  /**
   * @param longestPath in bytes
   * @param mostFields of a head, and of trailers
   */
  StrictHttp2(int longestPath, int mostFields) {
    this.longestPath = longestPath;
    this.mostFields = mostFields;
    decoderEnforceMaxConsecutiveEmptyDataFrames(MOST_EMPTY_DATA);
  }

  @Override
  protected VertxHttp2ConnectionHandler<Http2ServerConnectionImpl> build(
      Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings)
      throws Exception {
    return super.build(new StrictDecoder(decoder), encoder, settings);
  }

  /** Passes only sound heads to listeners. */
  private final class StrictDecoder extends DecoratingHttp2ConnectionDecoder {

    private final Http2Connection.PropertyKey headSeen = connection().newKey();

    StrictDecoder(Http2ConnectionDecoder decoder) {
      super(decoder);
    }

    @Override
    public void frameListener(Http2FrameListener listener) {
      super.frameListener(new StrictListener(listener));
    }

    private final class StrictListener extends Http2FrameListenerDecorator {

      StrictListener(Http2FrameListener listener) {
        super(listener);
      }

      @Override
      public void onHeadersRead(
          ChannelHandlerContext from,
          int streamId,
          Http2Headers headers,
          int dependency,
          short weight,
          boolean exclusive,
          int padding,
          boolean endOfStream)
          throws Http2Exception {
        Http2Stream stream = connection().stream(streamId);
        boolean isHead = stream.setProperty(headSeen, true) == null;
        if (Http2Head.hasMoreFields(headers, mostFields)) {
          // Answered with 431 by the codec, if nothing has been answered yet.
          throw Http2Exception.headerListSizeError(
              streamId, Http2Error.PROTOCOL_ERROR, true, "More than %d fields", mostFields);
        }
        String fault =
            isHead ? Http2Head.fault(headers, longestPath) : Http2Head.faultOfTrailers(headers);
        if (fault != null) {
          throw Http2Exception.streamError(
              streamId, Http2Error.PROTOCOL_ERROR, "Malformed request: %s", fault);
        }
        if (isHead) {
          Http2Head.giveFormOfHttp1(headers, endOfStream);
        }
        super.onHeadersRead(
            from, streamId, headers, dependency, weight, exclusive, padding, endOfStream);
      }
    }
  }
}
