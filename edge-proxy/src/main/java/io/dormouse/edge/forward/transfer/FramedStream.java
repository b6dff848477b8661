package io.dormouse.edge.forward.transfer;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a WebSocket. It reads the heads of the frames on their way (RFC 6455, 5.2) and
 * skips their payloads, to know where a frame of the edge's own can be inserted.
 */
final class FramedStream implements WriteStream<Buffer> {

  private static final int CLOSE = 8;
  private static final byte[] GOING_AWAY = {(byte) 0x88, 2, 3, (byte) 0xe9};

  /** Masked with zeroes, since nobody controls its payload. */
  private static final byte[] GOING_AWAY_MASKED = {
    (byte) 0x88, (byte) 0x82, 0, 0, 0, 0, 3, (byte) 0xe9
  };

  private final WriteStream<Buffer> to;
  private final byte[] goingAway;
  private int headRead;
  private int headEnd;
  private int lengthEnd;
  private long length;
  private long payload;
  private boolean closing;
  private boolean ended;

  /**
   * @param to the receiver of the frames
   * @param ofClient true for frames of a client, which are masked
   */
  FramedStream(WriteStream<Buffer> to, boolean ofClient) {
    this.to = to;
    this.goingAway = ofClient ? GOING_AWAY_MASKED : GOING_AWAY;
  }

  /**
   * Sends a close frame and drops everything after it. Does nothing within a frame, or after a
   * close frame.
   */
  void goAway() {
    if (payload == 0 && headRead == 0 && !closing) {
      ended = true;
      to.write(Buffer.buffer(goingAway));
    }
  }

  @Override
  public Future<Void> write(Buffer bytes) {
    if (ended) {
      return Future.succeededFuture();
    }
    int at = 0;
    while (at < bytes.length()) {
      if (payload > 0) {
        int step = (int) Math.min(payload, bytes.length() - at);
        payload -= step;
        at += step;
      } else {
        readHead(bytes.getUnsignedByte(at++));
      }
    }
    return to.write(bytes);
  }

  private void readHead(int next) {
    headRead++;
    if (headRead == 1) {
      closing |= (next & 0x0f) == CLOSE;
    } else if (headRead == 2) {
      length = next & 0x7f;
      lengthEnd = 2 + (length == 126 ? Short.BYTES : length == 127 ? Long.BYTES : 0);
      length = lengthEnd == 2 ? length : 0;
      headEnd = lengthEnd + ((next & 0x80) == 0 ? 0 : Integer.BYTES);
    } else if (headRead <= lengthEnd) {
      length = length << 8 | next;
    }
    if (headRead == headEnd) {
      headRead = 0;
      payload = length < 0 ? Long.MAX_VALUE : length;
    }
  }

  @Override
  public Future<Void> end() {
    return to.end();
  }

  @Override
  public boolean writeQueueFull() {
    return to.writeQueueFull();
  }

  @Override
  public FramedStream setWriteQueueMaxSize(int size) {
    to.setWriteQueueMaxSize(size);
    return this;
  }

  @Override
  public FramedStream drainHandler(@Nullable Handler<Void> handler) {
    to.drainHandler(handler);
    return this;
  }

  @Override
  public FramedStream exceptionHandler(@Nullable Handler<Throwable> handler) {
    to.exceptionHandler(handler);
    return this;
  }
}
