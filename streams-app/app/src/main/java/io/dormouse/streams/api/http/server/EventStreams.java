package io.dormouse.streams.api.http.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.dormouse.streams.api.http.EventSource;
import io.dormouse.streams.api.http.Response;
import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.http.problem.ProblemType;
import io.dormouse.streams.api.json.Json;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Streams of server-sent events. Their number is limited, and a client that does not read is
 * disconnected.
 */
final class EventStreams implements AutoCloseable {

  private static final Duration SLOWEST_WRITE = Duration.ofSeconds(10);

  private final int most;
  private final Semaphore room;
  private final Set<Thread> running = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  EventStreams(int most) {
    this.most = most;
    this.room = new Semaphore(most);
  }

  /**
   * Sends on the calling thread until the source ends.
   *
   * @throws Problem if there are too many streams already; then nothing was sent
   */
  void serve(HttpServerRequest request, Context loop, Response head, EventSource source) {
    if (closed || !room.tryAcquire()) {
      throw new Problem(
              ProblemType.TOO_BUSY,
              "Expected at most %d streams of events at once; ask without them, or later."
                  .formatted(most))
          .retryAfter(Duration.ofSeconds(5));
    }
    Thread thread = Thread.currentThread();
    running.add(thread);
    try {
      loop.runOnContext(now -> begin(request.response(), head, thread));
      source.sendTo(new Client(request, loop));
    } finally {
      running.remove(thread);
      room.release();
      loop.runOnContext(now -> end(request.response()));
    }
  }

  private static void begin(HttpServerResponse response, Response head, Thread thread) {
    if (response.closed()) {
      thread.interrupt();
      return;
    }
    response
        .closeHandler(gone -> thread.interrupt())
        .setStatusCode(head.status())
        .setChunked(true)
        .putHeader("Content-Type", head.contentType())
        .putHeader("Cache-Control", "no-store")
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("X-Accel-Buffering", "no");
    head.headers().forEach(response::putHeader);
  }

  private static void end(HttpServerResponse response) {
    if (!response.closed() && !response.ended()) {
      response.end();
    }
  }

  /** Ends all streams. */
  @Override
  public void close() {
    closed = true;
    running.forEach(Thread::interrupt);
  }

  private record Client(HttpServerRequest request, Context loop) implements EventSource.Listener {

    @Override
    public boolean send(String id, String name, JsonNode data) {
      return write(
          "id: %s\nevent: %s\ndata: %s\n\n"
              .formatted(id, name, new String(Json.write(data), StandardCharsets.UTF_8)));
    }

    @Override
    public boolean keepAlive() {
      return write(":\n\n");
    }

    @Override
    public boolean keepAlive(String id) {
      return write("id: %s\n\n".formatted(id));
    }

    private boolean write(String text) {
      CompletableFuture<Void> written = new CompletableFuture<>();
      loop.runOnContext(now -> {
        if (request.response().closed()) {
          written.cancel(false);
          return;
        }
        request
            .response()
            .write(text)
            .onComplete(
                done -> written.complete(null), failure -> written.completeExceptionally(failure));
      });
      try {
        written.get(SLOWEST_WRITE.toMillis(), TimeUnit.MILLISECONDS);
        return true;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      } catch (ExecutionException | CancellationException e) {
        return false;
      } catch (TimeoutException e) {
        loop.runOnContext(now -> request.connection().close());
        return false;
      }
    }
  }
}
