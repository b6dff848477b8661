package io.dormouse.streams.api.http.batch;

import io.dormouse.streams.api.http.Response;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends a chunked response, for one thread; its head goes out with the first text. */
final class LineWriter {

  private final HttpServerRequest request;
  private final Context loop;
  private final Response head;
  private final Duration patience;
  private boolean gone;

  /**
   * A writer.
   *
   * @param patience longest time for the client to take a text
   */
  LineWriter(HttpServerRequest request, Context loop, Response head, Duration patience) {
    this.request = request;
    this.loop = loop;
    this.head = head;
    this.patience = patience;
  }

  /** Sends a text and waits until it is written to the socket; false if the client is gone. */
  boolean write(String text) throws InterruptedException {
    if (gone) {
      return false;
    }
    CompletableFuture<Void> written = new CompletableFuture<>();
    loop.runOnContext(now -> write(text, written));
    try {
      written.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | CancellationException e) {
      gone = true;
    } catch (TimeoutException e) {
      gone = true;
      loop.runOnContext(now -> request.connection().close());
    }
    return !gone;
  }

  private void write(String text, CompletableFuture<Void> written) {
    HttpServerResponse response = request.response();
    if (response.closed()) {
      written.cancel(false);
      return;
    }
    if (!response.headWritten()) {
      response
          .setStatusCode(head.status())
          .setChunked(true)
          .putHeader("Content-Type", head.contentType())
          .putHeader("Cache-Control", "no-store")
          .putHeader("X-Content-Type-Options", "nosniff")
          .putHeader("X-Accel-Buffering", "no");
      head.headers().forEach(response::putHeader);
    }
    response
        .write(text)
        .onComplete(
            done -> written.complete(null), failure -> written.completeExceptionally(failure));
  }
}
