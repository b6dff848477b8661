package io.dormouse.edge.forward;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.util.function.LongConsumer;

/** Copies one stream into another, no faster than that takes it, counting the bytes. */
final class BodyCopy {

  private static final long UNKNOWN = -1;

  private final ReadStream<Buffer> from;
  private final WriteStream<Buffer> to;
  private final LongConsumer count;
  private long left = UNKNOWN;
  private boolean stopped;

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

  /** The target ends with the last of that many bytes, which saves it a write of nothing. */
  void endAfter(long bytes) {
    left = bytes;
  }

  /** Copies no more; what still comes is dropped. */
  void stop() {
    stopped = true;
  }

  private void copy(Buffer bytes) {
    if (stopped) {
      return;
    }
    count.accept(bytes.length());
    if (left == bytes.length()) {
      to.end(bytes);
      return;
    }
    left = left == UNKNOWN ? UNKNOWN : left - bytes.length();
    to.write(bytes);
    if (to.writeQueueFull()) {
      from.pause();
      to.drainHandler(room -> from.resume());
    }
  }
}
