package io.dormouse.streams.api.http.batch;

import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.http.problem.ProblemType;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lines of a request's body, for one thread. The next chunk is read from the socket when all
 * lines of the last one are taken.
 */
final class LineReader {

  /** Longest line in bytes. */
  static final int LONGEST = 8 << 10;

  private static final Logger LOG = LoggerFactory.getLogger(LineReader.class);

  private final HttpServerRequest request;
  private final Context loop;
  private final Duration patience;
  private final BlockingQueue<Buffer> arrived = new LinkedBlockingQueue<>();
  private volatile Runnable onGone = () -> {};
  private volatile boolean received;
  private volatile boolean cut;
  private Buffer chunk = Buffer.buffer();
  private int at;
  private boolean ended;

  /**
   * A reader of a paused request.
   *
   * @param patience longest wait for a line
   */
  LineReader(HttpServerRequest request, Context loop, Duration patience) {
    this.request = request;
    this.loop = loop;
    this.patience = patience;
  }

  /** A line, or why there is none. */
  sealed interface Line {

    record Text(Buffer text) implements Line {}

    /** The line has more than {@link #LONGEST} bytes, and was skipped. */
    record TooLong() implements Line {}

    /** The body is complete. */
    record End() implements Line {}

    /** The client is gone, or the server stops. */
    record Cut() implements Line {}
  }

  /** Sets a task for when the client is gone; it may run several times, on any thread. */
  void whenGone(Runnable task) {
    onGone = task;
  }

  /** Listens to the request; on its event loop. */
  void begin() {
    request.handler(arrived::add);
    request.endHandler(end -> {
      received = true;
      arrived.add(Buffer.buffer());
    });
    request.exceptionHandler(failure -> gone(failure.toString()));
    request.response().exceptionHandler(failure -> gone(failure.toString()));
    request.response().closeHandler(closed -> gone("the client closed the connection"));
    if (request.response().closed()) {
      gone("the client closed the connection");
    }
  }

  /** Ends the reading, since nobody is there to take answers; from any thread. */
  void gone(String why) {
    if (!cut) {
      LOG.atInfo().setMessage("batch cut").addKeyValue("why", why).log();
    }
    cut();
    onGone.run();
  }

  /** Ends the reading; from any thread. */
  void cut() {
    cut = true;
    arrived.add(Buffer.buffer()); // Wakes the reader.
  }

  boolean isCut() {
    return cut;
  }

  /**
   * The next line, without a carriage return at its end; throws {@link Problem} if it does not
   * arrive in time.
   */
  Line next() throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    Buffer line = Buffer.buffer();
    boolean tooLong = false;
    while (!cut) {
      int from = at;
      boolean whole = skipLine();
      int length = at - from - (whole ? 1 : 0);
      tooLong = tooLong || line.length() + length > LONGEST;
      if (!tooLong) {
        line.appendBuffer(chunk, from, length);
      }
      if (!whole && !ended) {
        read(end);
      } else if (!whole && line.length() == 0 && !tooLong) {
        return new Line.End();
      } else {
        return tooLong ? new Line.TooLong() : new Line.Text(withoutReturn(line));
      }
    }
    return new Line.Cut();
  }

  private static Buffer withoutReturn(Buffer line) {
    int last = line.length() - 1;
    return last >= 0 && line.getByte(last) == '\r' ? line.slice(0, last) : line;
  }

  /** Goes behind the next line break and returns true, or to the end of the chunk. */
  private boolean skipLine() {
    while (at < chunk.length()) {
      if (chunk.getByte(at++) == '\n') {
        return true;
      }
    }
    return false;
  }

  private void read(long end) throws InterruptedException {
    loop.runOnContext(now -> request.fetch(1));
    Buffer next = arrived.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    if (next == null) {
      throw new Problem(
              ProblemType.TOO_SLOW,
              "Expected each line within api.body.timeout, but waited %s for the next one."
                  .formatted(patience))
          .withHeader("Connection", "close");
    }
    ended = received && next.length() == 0;
    chunk = next;
    at = 0;
  }
}
