package io.dormouse.edge.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http1ServerConfig;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.http.impl.http1.VertxHttpRequestDecoder;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the requests of one connection, and takes only those that every reader takes alike; the
 * first that is not ends the connection. What follows a request to upgrade is kept undecoded until
 * the upgrade is decided.
 *
 * <p>All methods belong to the connection's event loop.
 */
public final class StrictRequestDecoder extends VertxHttpRequestDecoder {

  static final String DECODER = "httpDecoder";
  private static final int MOST_PARKED = 64 << 10;

  private HeadScanner scanner = HeadScanner.ofRequest();
  private int scannedAhead;
  private boolean inHead = true;
  private boolean last;
  private boolean refused;
  private boolean upgrading;
  private boolean parked;
  private @Nullable ChannelHandlerContext context;

  private StrictRequestDecoder(Http1ServerConfig limits) {
    super(limits);
  }

  /** Puts a strict decoder in place of the server's own; before the first byte is read. */
  public static void install(HttpConnection connection, Http1ServerConfig limits) {
    pipeline(connection).replace(DECODER, DECODER, new StrictRequestDecoder(limits));
  }

  /** The decoder of a connection. */
  public static StrictRequestDecoder of(HttpConnection connection) {
    return Objects.requireNonNull(pipeline(connection).get(StrictRequestDecoder.class));
  }

  /** Takes no request after the one that is being read; what follows it is dropped. */
  public void takeNoMore() {
    last = true;
    refused |= inHead;
  }

  /** Whether no more requests are taken: one that was decoded before must not be served. */
  public boolean takesNoMore() {
    return last;
  }

  /** Goes on to decode after a request to upgrade that was refused. */
  public void unpark() {
    if (parked && context != null) {
      parked = false;
      context.executor().execute(this::decodeWhatIsThere);
    }
  }

  /** What came after a request to upgrade; it is no longer decoded. */
  public Buffer takeParked() {
    ByteBuf rest = internalBuffer();
    byte[] bytes = ByteBufUtil.getBytes(rest);
    rest.skipBytes(rest.readableBytes());
    return Buffer.buffer(bytes);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) throws Exception {
    super.handlerAdded(added);
    context = added;
  }

  @Override
  protected void decode(ChannelHandlerContext from, ByteBuf in, List<Object> out) throws Exception {
    if (refused) {
      in.skipBytes(in.readableBytes());
    } else if (parked) {
      if (in.readableBytes() > MOST_PARKED) {
        from.close();
      }
    } else if (inHead) {
      decodeHead(from, in, out);
    } else {
      super.decode(from, in, out);
      noticeEnd(out);
    }
  }

  private void decodeHead(ChannelHandlerContext from, ByteBuf in, List<Object> out)
      throws Exception {
    scannedAhead += scanner.read(in, in.readerIndex() + scannedAhead);
    String fault = scanner.fault();
    if (fault != null) {
      last = true;
      refused = true;
      HttpMessage invalid = createInvalidMessage();
      invalid.setDecoderResult(DecoderResult.failure(MalformedHeadException.ofRequest(fault)));
      in.skipBytes(in.readableBytes());
      out.add(invalid);
      return;
    }
    int before = in.readerIndex();
    super.decode(from, in, out);
    scannedAhead -= in.readerIndex() - before;
    if (!out.isEmpty() && out.get(0) instanceof HttpRequest request) {
      inHead = false;
      AbsoluteForm.giveOriginForm(request);
      upgrading = isWebSocket(request);
    }
    noticeEnd(out);
  }

  private void noticeEnd(List<Object> out) {
    if (!out.isEmpty() && out.get(out.size() - 1) instanceof LastHttpContent) {
      inHead = true;
      scanner = HeadScanner.ofRequest();
      scannedAhead = 0;
      parked = upgrading;
      refused = last;
    }
  }

  private static boolean isWebSocket(HttpRequest request) {
    return request.decoderResult().isSuccess()
        && request.headers().contains(HttpHeaderNames.UPGRADE, "websocket", true);
  }

  /** Both a length and chunks: whoever reads the other one sees another request. */
  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw MalformedHeadException.ofRequest("both a Content-Length and a Transfer-Encoding");
  }

  private void decodeWhatIsThere() {
    ChannelHandlerContext here = context;
    if (here != null && !here.isRemoved()) {
      try {
        channelRead(here, Unpooled.EMPTY_BUFFER);
        channelReadComplete(here);
      } catch (Exception e) {
        here.fireExceptionCaught(e);
      }
    }
  }

  private static ChannelPipeline pipeline(HttpConnection connection) {
    return ((HttpServerConnection) connection).channelHandlerContext().pipeline();
  }
}
