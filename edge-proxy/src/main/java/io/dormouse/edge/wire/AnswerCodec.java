package io.dormouse.edge.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Codec of a connection to a backend, one request after the other. It decodes one answer for each
 * request. Bytes behind the end of an answer, and bytes that come before a request was written, are
 * dropped and spend the connection, be it a single line break: whatever is decoded of them would be
 * taken for the answer to the next request.
 */
final class AnswerCodec
    extends CombinedChannelDuplexHandler<HttpResponseDecoder, HttpRequestEncoder> {

  private final Runnable whenSpent;
  private @Nullable HttpMethod asked;
  private boolean spent;

  /**
   * Makes one.
   *
   * @param largestPiece bytes of a body that are passed on at once at most
   * @param whenSpent runs once, when bytes came that belong to no answer
   */
  AnswerCodec(int largestPiece, Runnable whenSpent) {
    this.whenSpent = whenSpent;
    HttpDecoderConfig config =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(AnswerGuard.LARGEST_HEAD)
            .setMaxHeaderSize(AnswerGuard.LARGEST_HEAD)
            .setMaxChunkSize(largestPiece);
    init(new Decoder(config), new Encoder());
  }

  /** Whether the last answer was the last one of its connection, or bytes came behind it. */
  boolean isSpent() {
    return spent;
  }

  /** What was asked and is not answered yet. */
  private final class Encoder extends HttpRequestEncoder {

    @Override
    protected void encode(ChannelHandlerContext to, Object message, List<Object> out)
        throws Exception {
      if (message instanceof HttpRequest request) {
        asked = request.method();
      }
      super.encode(to, message, out);
    }
  }

  private final class Decoder extends HttpResponseDecoder {

    private boolean interim;
    private boolean excess;

    Decoder(HttpDecoderConfig config) {
      super(config);
    }

    @Override
    protected void decode(ChannelHandlerContext from, ByteBuf in, List<Object> out)
        throws Exception {
      if (asked != null) {
        super.decode(from, in, out);
        noticeEnd(out);
      }
      if (asked == null && in.isReadable()) {
        in.skipBytes(in.readableBytes());
        refuse();
      }
    }

    private void noticeEnd(List<Object> out) {
      if (!out.isEmpty() && out.get(out.size() - 1) instanceof LastHttpContent && !interim) {
        asked = null;
      }
    }

    private void refuse() {
      spent = true;
      if (!excess) {
        excess = true;
        whenSpent.run();
      }
    }

    /** Called once for each head that was read. */
    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
      HttpResponse answer = (HttpResponse) message;
      int status = answer.status().code();
      // Behind a switch of protocols comes what is not HTTP, and no end of it.
      interim = status < HttpResponseStatus.OK.code();
      spent |= !interim && !HttpUtil.isKeepAlive(answer);
      return HttpMethod.HEAD.equals(asked) || super.isContentAlwaysEmpty(message);
    }
  }
}
