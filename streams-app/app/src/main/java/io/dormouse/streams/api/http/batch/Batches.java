package io.dormouse.streams.api.http.batch;

import io.dormouse.streams.api.http.LineHandler;
import io.dormouse.streams.api.http.Response;
import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.http.problem.ProblemType;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;

/** The batches that are served. Their number is limited. */
public final class Batches implements AutoCloseable {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final BatchLimits limits;
  private final Duration patience;
  private final ExecutorService threads;
  private final Semaphore room;
  private final Set<LineReader> reading = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * No batches yet.
   *
   * @param patience longest wait for a line, and for the client to take an answer
   * @param threads starts a virtual thread for each task
   */
  public Batches(BatchLimits limits, Duration patience, ExecutorService threads) {
    this.limits = limits;
    this.patience = patience;
    this.threads = threads;
    this.room = new Semaphore(limits.most());
  }

  /**
   * Serves a paused request on the calling thread, all but the end of the response.
   *
   * @return true if the response is to be ended; else it was cut, and so should be the connection
   * @throws Problem if the batch is refused; then nothing was sent
   */
  public boolean serve(
      HttpServerRequest request, Context loop, Response head, LineHandler handler) {
    if (!room.tryAcquire()) {
      throw new Problem(
              ProblemType.TOO_MANY_COMMANDS,
              "Expected at most %d batches at once; nothing was done, try again later."
                  .formatted(limits.most()))
          .retryAfter(RETRY_AFTER);
    }
    LineReader lines = new LineReader(request, loop, patience);
    LineWriter out = new LineWriter(request, loop, head, patience);
    reading.add(lines);
    try (Batch batch = new Batch(lines, out, handler, limits, patience, threads)) {
      loop.runOnContext(now -> lines.begin());
      if (closed) {
        lines.cut();
      }
      return batch.serve();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      reading.remove(lines);
      room.release();
    }
  }

  /** Reads no more lines; those that were read are still answered. */
  @Override
  public void close() {
    closed = true;
    reading.forEach(LineReader::cut);
  }
}
