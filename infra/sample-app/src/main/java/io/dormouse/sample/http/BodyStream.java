package io.dormouse.sample.http;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads an incoming Vert.x stream by blocking, one buffer at a time, so that no more than one waits
 * in memory. Fails with {@link ClientGoneException} when the client goes away or falls silent.
 */
final class BodyStream extends InputStream {
  private static final Duration SILENCE = Duration.ofSeconds(60);

  private sealed interface Signal {
    record Data(Buffer buffer) implements Signal {}

    record End() implements Signal {}

    record Failure(Throwable cause) implements Signal {}
  }

  private final Context context;
  private final ReadStream<Buffer> source;
  private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
  private @Nullable Buffer current;
  private int position;
  private boolean ended;
  private volatile boolean discarding;

  /** Takes over a paused stream; to be called on its context. */
  BodyStream(ReadStream<Buffer> source, Context context) {
    this.context = context;
    this.source = source;
    source.exceptionHandler(cause -> signals.add(new Signal.Failure(cause)));
    source.endHandler(end -> signals.add(new Signal.End()));
    source.handler(this::receive);
  }

  private void receive(Buffer buffer) {
    if (!discarding) {
      signals.add(new Signal.Data(buffer));
    }
  }

  /** Discards the rest of the stream; to be called on its context. */
  void discard() {
    discarding = true;
    source.resume();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    Buffer buffer = available(current);
    if (buffer == null) {
      return -1;
    }
    int count = Math.min(length, buffer.length() - position);
    buffer.getBytes(position, position + count, target, offset);
    position += count;
    return count;
  }

  private @Nullable Buffer available(@Nullable Buffer buffer) throws IOException {
    Buffer candidate = buffer;
    while (!ended && (candidate == null || position == candidate.length())) {
      candidate = next();
      position = 0;
    }
    current = candidate;
    return candidate;
  }

  private @Nullable Buffer next() throws IOException {
    context.runOnContext(go -> source.fetch(1));
    return switch (await()) {
      case Signal.Data data -> data.buffer();
      case Signal.End end -> {
        ended = true;
        yield null;
      }
      case Signal.Failure failure ->
          throw new ClientGoneException("The request ended before its body", failure.cause());
    };
  }

  private Signal await() throws IOException {
    try {
      Signal signal = signals.poll(SILENCE.toSeconds(), TimeUnit.SECONDS);
      if (signal == null) {
        throw new ClientGoneException("No byte of the request came in " + SILENCE, null);
      }
      return signal;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClientGoneException("Interrupted while reading the request", e);
    }
  }
}
