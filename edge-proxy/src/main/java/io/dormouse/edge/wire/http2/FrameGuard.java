package io.dormouse.edge.wire.http2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Guards the decoder of an HTTP/2 connection by the bounds of frames alone. Everything but a body
 * has to be complete within a time after its beginning, and frames that carry nothing (SETTINGS,
 * PING, PRIORITY, unknown ones, empty DATA) must not outnumber those that do by far. A connection
 * that breaks one of the rules is told ENHANCE_YOUR_CALM and closed.
 *
 * <p>All methods belong to the connection's event loop.
 */
final class FrameGuard extends ChannelInboundHandlerAdapter {

  /**
   * The limit by which frames without use may outnumber the others in one window (RFC 9113, 10.5).
   */
  static final int MOST_IDLE_FRAMES = 1_000;

  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final long patienceNanos;
  private final byte[] header = new byte[Http2CodecUtil.FRAME_HEADER_LENGTH];
  private int headerRead;
  private int payload = Http2CodecUtil.connectionPrefaceBuf().readableBytes();
  private byte type;
  private boolean inHead = true;
  private boolean headWasEnded;
  private long begunNanos = System.nanoTime();
  private boolean waiting = true;
  private boolean timerSet;
  private boolean refused;
  private long windowBegan = System.nanoTime();
  private int idleFrames;

  /**
   * @param patience longest time for the first head of the connection and for every frame but DATA
   */
  FrameGuard(Duration patience) {
    this.patienceNanos = patience.toNanos();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    lookAgain(added, patienceNanos);
  }

  @Override
  public void channelRead(ChannelHandlerContext from, Object message) {
    if (refused) {
      ReferenceCountUtil.release(message);
      return;
    }
    if (message instanceof ByteBuf bytes && !isFine(from, bytes)) {
      ReferenceCountUtil.release(message);
      return;
    }
    from.fireChannelRead(message);
  }

  private boolean isFine(ChannelHandlerContext from, ByteBuf bytes) {
    boolean ended = false;
    int at = bytes.readerIndex();
    while (at < bytes.writerIndex()) {
      if (payload > 0) {
        int step = Math.min(payload, bytes.writerIndex() - at);
        payload -= step;
        at += step;
      } else {
        header[headerRead++] = bytes.getByte(at++);
        if (headerRead == header.length) {
          begin();
        }
      }
      if (payload == 0 && headerRead == 0) {
        inHead &= !headWasEnded;
        ended |= !inHead;
      }
    }
    if (idleFrames > MOST_IDLE_FRAMES) {
      refuse(from, "too many frames that carry nothing");
      return false;
    }
    watch(from, ended);
    return true;
  }

  private void begin() {
    headerRead = 0;
    payload = (header[0] & 0xff) << 16 | (header[1] & 0xff) << 8 | (header[2] & 0xff);
    type = header[3];
    boolean isHead = type == Http2FrameTypes.HEADERS || type == Http2FrameTypes.CONTINUATION;
    inHead |= isHead;
    headWasEnded = isHead && (header[4] & Http2Flags.END_HEADERS) != 0;
    count(isHead);
  }

  private void count(boolean isHead) {
    long now = System.nanoTime();
    if (now - windowBegan > WINDOW_NANOS) {
      windowBegan = now;
      idleFrames = 0;
    }
    boolean endOfStream = (header[4] & Http2Flags.END_STREAM) != 0;
    boolean carries = isHead || (type == Http2FrameTypes.DATA && (payload > 0 || endOfStream));
    if (carries) {
      idleFrames = Math.max(0, idleFrames - 1);
    } else if (type != Http2FrameTypes.WINDOW_UPDATE && type != Http2FrameTypes.RST_STREAM) {
      idleFrames++;
    }
  }

  /** Begins the deadline of an unfinished frame or head. */
  private void watch(ChannelHandlerContext on, boolean ended) {
    boolean inFrame = headerRead > 0 || (payload > 0 && type != Http2FrameTypes.DATA);
    boolean unfinished = inHead || inFrame;
    if (unfinished && (ended || !waiting)) {
      begunNanos = System.nanoTime();
      lookAgain(on, patienceNanos);
    }
    waiting = unfinished;
  }

  private void lookAgain(ChannelHandlerContext on, long nanos) {
    if (!timerSet) {
      timerSet = true;
      on.executor().schedule(() -> look(on), nanos, TimeUnit.NANOSECONDS);
    }
  }

  private void look(ChannelHandlerContext on) {
    timerSet = false;
    long left = begunNanos + patienceNanos - System.nanoTime();
    if (!waiting || on.isRemoved() || refused) {
      return;
    }
    if (left <= 0) {
      refuse(on, "a head that does not end");
    } else {
      lookAgain(on, left);
    }
  }

  private void refuse(ChannelHandlerContext from, String why) {
    refused = true;
    from.fireExceptionCaught(
        Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, "Refused: %s", why));
  }
}
