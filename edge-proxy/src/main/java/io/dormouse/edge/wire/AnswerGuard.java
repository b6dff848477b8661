package io.dormouse.edge.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.concurrent.Future;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpClientConnection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Guards the decoder of a connection to a backend. Only answers whose heads are exactly as in RFC
 * 9112 pass; the first other one ends the connection with a {@link MalformedHeadException}. Of
 * interim answers only 101 and 103 pass, and one that is followed by too many of them counts as
 * malformed. A connection with bytes that belong to no answer is spent: no other request may be
 * sent over it.
 *
 * <p>All methods belong to the connection's event loop.
 */
public final class AnswerGuard extends ByteToMessageDecoder {

  /** The most bytes of a head, with its first line. */
  public static final int LARGEST_HEAD = 64 << 10;

  private static final int SWITCHING_PROTOCOLS = 101;
  private static final int EARLY_HINTS = 103;
  private static final int MOST_INTERIM = 8;

  private HeadScanner scanner = HeadScanner.ofAnswer();
  private int scannedAhead;
  private final AnswerCodec codec;
  private Runnable whenSpent = () -> {};
  private Runnable whenRead = () -> {};
  private boolean reading;
  private boolean inHead;
  private boolean answered;
  private int requests;
  private int interim;
  private int sent;

  private AnswerGuard(int largestPiece) {
    codec = new AnswerCodec(largestPiece, () -> whenSpent.run());
  }

  /**
   * Guards a connection of HTTP/1. Called before the first request is sent over it.
   *
   * @param largestPiece the most bytes of a body that are passed on at once
   * @return null for a connection of HTTP/2, which needs none
   */
  public static @Nullable AnswerGuard install(HttpClientConnection connection, int largestPiece) {
    if (connection.protocolVersion() == HttpVersion.HTTP_2) {
      return null;
    }
    ChannelPipeline pipeline = connection.channelHandlerContext().pipeline();
    // A backend may answer and close before it has all of an upload; its answer is read.
    pipeline.channel().config().setAutoClose(false);
    String codec = pipeline.context(HttpClientCodec.class).name();
    AnswerGuard guard = new AnswerGuard(largestPiece);
    pipeline.replace(codec, codec, guard.codec);
    pipeline.addBefore(codec, "answerGuard", guard);
    pipeline.addAfter(codec, "requestMark", guard.new RequestMark());
    return guard;
  }

  /**
   * True if the last request on this connection may have met one that the backend had closed, and
   * nothing of an answer to it has come.
   */
  public boolean mayBeStale() {
    return requests > 1 && !answered;
  }

  /** True if nothing of an answer to the last request has come. */
  public boolean isUnanswered() {
    return !answered;
  }

  /** The number of request heads that the operating system took for this connection. */
  public int sent() {
    return sent;
  }

  /** The number of request heads that were written to this connection, taken or not. */
  public int written() {
    return requests;
  }

  /** True if no other request may be sent over this connection. */
  public boolean isSpent() {
    return codec.isSpent();
  }

  /** The nanoseconds that the backend says it keeps this connection unused. */
  public long keptFor() {
    return codec.keptFor();
  }

  /** Runs this as soon as bytes come that belong to no answer. */
  public void whenSpent(Runnable action) {
    whenSpent = action;
  }

  /** True while input is being read, so that there may be more behind an answer that has ended. */
  public boolean isReading() {
    return reading;
  }

  /** Replaces the action that runs each time that all input was read. */
  public void whenRead(Runnable action) {
    whenRead = action;
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext from) throws Exception {
    super.channelReadComplete(from);
    reading = false;
    whenRead.run();
  }

  @Override
  public void channelRead(ChannelHandlerContext from, Object message) throws Exception {
    answered = true;
    reading = true;
    boolean first = actualReadableBytes() == 0;
    if (first && (!inHead || (message instanceof ByteBuf bytes && holdsHead(bytes)))) {
      from.fireChannelRead(message);
    } else {
      super.channelRead(from, message);
    }
  }

  /** True if a whole valid head is there, as usual; then nothing has to be put together. */
  private boolean holdsHead(ByteBuf in) {
    scannedAhead = scanner.read(in, in.readerIndex());
    if (!scanner.ended() || isInterim(scanner.status()) || scannedAhead > LARGEST_HEAD) {
      return false;
    }
    beginNext(false);
    return true;
  }

  private void beginNext(boolean head) {
    inHead = head;
    scanner = HeadScanner.ofAnswer();
    scannedAhead = 0;
  }

  @Override
  protected void decode(ChannelHandlerContext from, ByteBuf in, List<Object> out) {
    if (!inHead) {
      out.add(in.readRetainedSlice(in.readableBytes()));
      return;
    }
    scannedAhead += scanner.read(in, in.readerIndex() + scannedAhead);
    String fault = scanner.fault();
    if (fault != null) {
      refuse(from, in, fault);
    } else if (scannedAhead > LARGEST_HEAD) {
      refuse(from, in, "a head of more than " + LARGEST_HEAD + " bytes");
    } else if (scanner.ended()) {
      if (isInterim(scanner.status()) && ++interim > MOST_INTERIM) {
        refuse(from, in, "more than " + MOST_INTERIM + " interim answers");
        return;
      }
      if (!isInterim(scanner.status())) {
        // The head and all bytes after it stay in one piece, so that the decoder sees them
        // together.
        out.add(in.readRetainedSlice(in.readableBytes()));
      } else if (scanner.status() == EARLY_HINTS) {
        out.add(in.readRetainedSlice(scannedAhead));
      } else {
        in.skipBytes(scannedAhead);
      }
      beginNext(isInterim(scanner.status()));
    }
  }

  private void refuse(ChannelHandlerContext from, ByteBuf in, String fault) {
    in.skipBytes(in.readableBytes());
    beginNext(inHead);
    from.fireExceptionCaught(MalformedHeadException.ofAnswer(fault));
    from.close();
  }

  private static boolean isInterim(int status) {
    return status < 200 && status != SWITCHING_PROTOCOLS;
  }

  /** Tracks outgoing requests; the head of an answer follows each of them. */
  private final class RequestMark extends ChannelOutboundHandlerAdapter {

    @Override
    public void write(ChannelHandlerContext to, Object message, ChannelPromise promise)
        throws Exception {
      if (message instanceof HttpRequest) {
        requests++;
        answered = false;
        inHead = true;
        interim = 0;
        super.write(to, message, promise.unvoid().addListener(this::written));
      } else {
        super.write(to, message, promise);
      }
    }

    private void written(Future<? super Void> head) {
      if (head.isSuccess()) {
        sent++;
      }
    }
  }
}
