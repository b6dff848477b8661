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
import io.netty.util.AsciiString;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Codec of a connection to a backend, one request after the other. It decodes one answer for each
 * request. Bytes behind the end of an answer, and bytes that come before a request was written, are
 * dropped and spend the connection, even a single line break: they would be decoded as the answer
 * to the next request.
 */
final class AnswerCodec
    extends CombinedChannelDuplexHandler<HttpResponseDecoder, HttpRequestEncoder> {

  private static final AsciiString KEEP_ALIVE = AsciiString.cached("keep-alive");

  /** Its longest values stand for more than three years. */
  private static final Pattern KEEP_ALIVE_TIMEOUT =
      Pattern.compile("(?i)(?:^|[\\s,;])timeout\\s*=\\s*\"?(\\d{1,8})(?!\\d)");

  private final Runnable whenSpent;
  private @Nullable HttpMethod asked;
  private boolean spent;
  private @Nullable String keepAlive;
  private long keptFor = Long.MAX_VALUE;

  /**
   * Creates a codec.
   *
   * @param largestPiece the most bytes of a body that are passed on at once
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

  /** True if the last answer ends its connection, or bytes came behind it. */
  boolean isSpent() {
    return spent;
  }

  /** Remembers the method of the request, on which the form of the answer depends. */
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

  /** The nanoseconds that the backend keeps an unused connection, if it says so. */
  long keptFor() {
    return keptFor;
  }

  private void noticeKeepAlive(@Nullable String header) {
    if (header != null && !header.equals(keepAlive)) {
      keepAlive = header;
      Matcher timeout = KEEP_ALIVE_TIMEOUT.matcher(header);
      keptFor =
          timeout.find()
              ? TimeUnit.SECONDS.toNanos(Long.parseLong(timeout.group(1)))
              : Long.MAX_VALUE;
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

    /** Is called once for each head. */
    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
      HttpResponse answer = (HttpResponse) message;
      int status = answer.status().code();
      // After a switch of protocols the bytes are not HTTP, and have no end.
      interim = status < HttpResponseStatus.OK.code();
      if (!interim) {
        spent |= !HttpUtil.isKeepAlive(answer);
        noticeKeepAlive(answer.headers().get(KEEP_ALIVE));
      }
      return HttpMethod.HEAD.equals(asked) || super.isContentAlwaysEmpty(message);
    }
  }
}
