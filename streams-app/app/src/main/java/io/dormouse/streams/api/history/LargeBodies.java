package io.dormouse.streams.api.history;

import io.dormouse.streams.api.http.Response;
import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.http.problem.ProblemType;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/** Bounds the memory of large bodies that their clients have not taken yet. */
final class LargeBodies {

  /** Bodies up to this size are not counted; the number of connections bounds them. */
  static final int SMALL = 64 << 10;

  private final Semaphore room;

  /**
   * Room for bodies.
   *
   * @param most bytes of all at once
   */
  LargeBodies(int most) {
    this.room = new Semaphore(most);
  }

  /**
   * The response with a body.
   *
   * @throws Problem if too much is being sent already
   */
  Response response(String contentType, Buffer body) {
    int size = body.length();
    if (size <= SMALL) {
      return Response.buffer(contentType, body, () -> {});
    }
    if (!room.tryAcquire(size)) {
      throw new Problem(
              ProblemType.TOO_BUSY,
              "Expected room for a page of %d bytes, but clients have not taken others yet; ask for a smaller 'limit', or later."
                  .formatted(size))
          .retryAfter(Duration.ofSeconds(1));
    }
    AtomicBoolean held = new AtomicBoolean(true);
    return Response.buffer(
        contentType,
        body,
        () -> {
          if (held.compareAndSet(true, false)) {
            room.release(size);
          }
        });
  }
}
