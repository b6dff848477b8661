package io.dormouse.edge.forward.transfer;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.util.function.LongConsumer;

/** Copies one stream into another with back-pressure, and counts the bytes. */
final class BodyCopy {

  private static final long UNKNOWN = -1;

  private final ReadStream<Buffer> from;
  private final WriteStream<Buffer> to;
  private final LongConsumer count;
  private long left = UNKNOWN;
  private boolean stopped;
  private boolean held;
  private long bytes;
  private boolean moved = true;
  private long stillSince;

  BodyCopy(ReadStream<Buffer> from, WriteStream<Buffer> to, LongConsumer count) {
    this.from = from;
    this.to = to;
    this.count = count;
  }

  /** Begins; the source must be paused until now. */
  void start(Handler<Void> atEnd) {
    from.handler(this::copy);
    from.endHandler(end -> {
      if (!stopped) {
        stopped = true;
        atEnd.handle(null);
      }
    });
    from.resume();
  }

  /** Makes the target end with the last of this number of bytes, which saves an empty write. */
  void endAfter(long length) {
    left = length;
  }

  /** Stops copying; further input is dropped. */
  void stop() {
    stopped = true;
  }

  /** The number of bytes that came so far. */
  long bytes() {
    return bytes;
  }

  /** True if it waits for the stream that it copies to, and not for the other. */
  boolean isHeld() {
    return held;
  }

  /**
   * Checks for movement. A movement counts from the check that notices it, so the true time without
   * movement may be longer.
   *
   * @param now by {@link System#nanoTime}
   * @return the time of the check since which nothing has moved
   */
  long stillSince(long now) {
    if (moved) {
      moved = false;
      stillSince = now;
    }
    return stillSince;
  }

  /** True if it has ended, or copies no more. */
  boolean over() {
    return stopped;
  }

  private void copy(Buffer chunk) {
    if (stopped) {
      return;
    }
    bytes += chunk.length();
    count.accept(chunk.length());
    moved = true;
    if (left == chunk.length()) {
      to.end(chunk);
      return;
    }
    left = left == UNKNOWN ? UNKNOWN : left - chunk.length();
    to.write(chunk);
    if (to.writeQueueFull()) {
      held = true;
      from.pause();
      to.drainHandler(room -> {
        held = false;
        moved = true;
        if (!stopped) {
          from.resume();
        }
      });
    }
  }
}
