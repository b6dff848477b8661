package io.dormouse.edge.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http1ServerConfig;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.http.impl.http1.VertxHttpRequestDecoder;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the requests of one connection, and takes only those that every reader understands alike;
 * the first other one ends the connection. Bytes behind a request to upgrade are kept undecoded
 * until the upgrade is decided.
 *
 * <p>All methods belong to the connection's event loop.
 */
public final class StrictRequestDecoder extends VertxHttpRequestDecoder {

  public static final String DECODER = "httpDecoder";
  private static final int MOST_PARKED = 64 << 10;

  private final int mostFields;
  private HeadScanner scanner;
  private int scannedAhead;
  private int heads;
  private @Nullable HttpRequest unfinished;
  private @Nullable Throwable bodyFault;
  private @Nullable Consumer<Throwable> whenBodyBreaks;
  private boolean inHead = true;
  private boolean last;
  private boolean refused;
  private boolean upgrading;
  private boolean parked;
  private @Nullable ChannelHandlerContext context;

  private StrictRequestDecoder(Http1ServerConfig limits, int mostFields) {
    super(limits);
    this.mostFields = mostFields;
    this.scanner = HeadScanner.ofRequest(mostFields);
  }

  /**
   * Puts a strict decoder in place of the server's own. Called before the first byte is read.
   *
   * @param mostFields of a head, and of trailers
   */
  public static void install(HttpConnection connection, Http1ServerConfig limits, int mostFields) {
    ChannelPipeline pipeline = pipeline(connection);
    pipeline.replace(DECODER, DECODER, new StrictRequestDecoder(limits, mostFields));
    pipeline.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
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

  /** True if no more requests are taken; one that was decoded before must not be served. */
  public boolean takesNoMore() {
    return last;
  }

  /** The number of heads that were decoded, valid or not. */
  public int heads() {
    return heads;
  }

  /**
   * Registers a listener for the case that the rest of a request cannot be read; the request does
   * not end then. Called at once if that is so already; never if all of it was read.
   */
  @SuppressWarnings("ReferenceEquality") // two requests may look alike
  public void whenBodyBreaks(HttpServerRequest request, Consumer<Throwable> action) {
    if (unfinished != null && unfinished.headers() == request.headers()) {
      whenBodyBreaks = action;
      tellIfBroken();
    }
  }

  /** Goes on to decode after a request to upgrade that was refused. */
  public void unpark() {
    if (parked && context != null) {
      parked = false;
      context.executor().execute(this::decodeWhatIsThere);
    }
  }

  /** Takes the bytes that came after a request to upgrade; they are no longer decoded. */
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

  /** The connection belongs to another protocol from now on. */
  @Override
  protected void handlerRemoved0(ChannelHandlerContext removed) throws Exception {
    removed.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
    super.handlerRemoved0(removed);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext from, Object event) throws Exception {
    if (event instanceof ChannelInputShutdownEvent) {
      sendsNoMore(from);
      from.fireUserEventTriggered(event);
    } else {
      super.userEventTriggered(from, event);
    }
  }

  /** A head that was begun is forgotten; a body that was begun is broken. */
  private void sendsNoMore(ChannelHandlerContext from) {
    if (upgrading) {
      from.channel().close();
    } else if (!inHead && !refused) {
      breakBody(MalformedHeadException.ofRequest("the end of the connection in a body"));
    }
    refused = true;
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
      Throwable fault = faultOfBody(out);
      if (fault == null) {
        noticeEnd(out);
      } else {
        ReferenceCountUtil.release(out.remove(out.size() - 1));
        breakBody(fault);
      }
    }
  }

  private @Nullable Throwable faultOfBody(List<Object> out) {
    if (out.isEmpty() || !(out.get(out.size() - 1) instanceof HttpContent content)) {
      return null;
    } else if (content.decoderResult().isFailure()) {
      return content.decoderResult().cause();
    }
    return content instanceof LastHttpContent end && end.trailingHeaders().size() > mostFields
        ? new TooLongHttpHeaderException("more than " + mostFields + " trailers")
        : null;
  }

  private void breakBody(Throwable fault) {
    refused = true;
    bodyFault = fault;
    tellIfBroken();
  }

  /** Reports a broken body in a later turn, so that earlier requests are handled first. */
  private void tellIfBroken() {
    Throwable fault = bodyFault;
    Consumer<Throwable> action = whenBodyBreaks;
    if (fault != null && action != null && context != null) {
      whenBodyBreaks = null;
      context.executor().execute(() -> action.accept(fault));
    }
  }

  private void decodeHead(ChannelHandlerContext from, ByteBuf in, List<Object> out)
      throws Exception {
    scannedAhead += scanner.read(in, in.readerIndex() + scannedAhead);
    String fault = scanner.fault();
    if (fault != null) {
      refused = true;
      HttpMessage invalid = createInvalidMessage();
      invalid.setDecoderResult(
          DecoderResult.failure(
              scanner.hasTooManyFields()
                  ? new TooLongHttpHeaderException(fault)
                  : MalformedHeadException.ofRequest(fault)));
      heads++;
      in.skipBytes(in.readableBytes());
      out.add(invalid);
      return;
    }
    int before = in.readerIndex();
    super.decode(from, in, out);
    scannedAhead -= in.readerIndex() - before;
    if (!out.isEmpty() && out.get(0) instanceof HttpRequest request) {
      heads++;
      inHead = false;
      unfinished = request;
      AbsoluteForm.giveOriginForm(request);
      upgrading = isWebSocket(request);
    }
    noticeEnd(out);
  }

  private void noticeEnd(List<Object> out) {
    if (!out.isEmpty() && out.get(out.size() - 1) instanceof LastHttpContent) {
      inHead = true;
      unfinished = null;
      whenBodyBreaks = null;
      scanner = HeadScanner.ofRequest(mostFields);
      scannedAhead = 0;
      parked = upgrading;
      refused = last;
    }
  }

  private static boolean isWebSocket(HttpRequest request) {
    return request.decoderResult().isSuccess()
        && request.headers().contains(HttpHeaderNames.UPGRADE, "websocket", true);
  }

  /**
   * The name as it is written. Vert.x 5.2 does not look at the ninth letter of two names that it
   * knows: it takes {@code Content-Nength} for {@code Content-Length}, and so a body where nobody
   * else sees one.
   */
  @Override
  protected AsciiString splitHeaderName(byte[] bytes, int start, int length) {
    AsciiString name = super.splitHeaderName(bytes, start, length);
    int at = name.arrayOffset();
    return Arrays.equals(name.array(), at, at + name.length(), bytes, start, start + length)
        ? name
        : new AsciiString(bytes, start, length, true);
  }

  /** Both a length and chunks: readers may differ on which one counts. */
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
