package io.dormouse.sample.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * One request and its answer, for a thread that may block; all work on the socket is done on its
 * context.
 */
final class Exchange {
  private static final Duration SILENCE = Duration.ofSeconds(60);
  private static final int CHUNK = 64 * 1024;

  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final Context context;
  private final BodyStream body;
  private final CompletableFuture<Upload> upload;

  /** Takes over a request on its context, and pauses it. */
  Exchange(HttpServerRequest request, Context context) {
    this.request = request.pause();
    this.response = request.response();
    this.context = context;
    this.body = new BodyStream(request, context);
    this.upload = isForm() ? Upload.expect(request, context) : new CompletableFuture<>();
  }

  HttpMethod method() {
    return request.method();
  }

  /** The path as it came, still percent-encoded. */
  String path() {
    String path = request.path();
    return path == null ? "" : path;
  }

  String header(String name) {
    String value = request.getHeader(name);
    return value == null ? "" : value;
  }

  boolean isForm() {
    return method().equals(HttpMethod.POST)
        && header("Content-Type").startsWith("multipart/form-data");
  }

  InputStream body() {
    return body;
  }

  /** Waits for the file of the form, whose decoder reads the request's bytes. */
  Upload upload() throws IOException {
    context.runOnContext(go -> body.discard());
    return await(upload);
  }

  /** Sends a whole answer. */
  void answer(int status, Map<String, String> headers, Buffer content) throws IOException {
    await(
        onContext(() -> {
          start(status, headers);
          return response.end(content);
        }));
  }

  /** Sends an answer with a length, and its bytes as fast as the client takes them. */
  void stream(Map<String, String> headers, long length, InputStream bytes) throws IOException {
    await(
        onContext(() -> {
          start(200, headers).putHeader("Content-Length", Long.toString(length));
          return response.writeHead();
        }));
    byte[] chunk = new byte[CHUNK];
    for (int count = bytes.read(chunk); count >= 0; count = bytes.read(chunk)) {
      Buffer copy = Buffer.buffer(count).appendBytes(chunk, 0, count);
      await(onContext(() -> response.write(copy)));
    }
    await(onContext(response::end));
  }

  /** True if the answer has begun, so that no other can be given. */
  boolean begun() {
    return response.headWritten();
  }

  /** Ends the connection, so that the client notices an incomplete answer. */
  void abort() {
    context.runOnContext(go -> request.connection().close());
  }

  /** Discards the rest of the request, so that the connection can be used again. */
  void discardRest() {
    context.runOnContext(go -> {
      upload.cancel(false);
      upload.thenAccept(file -> file.bytes().discard());
      if (!request.isEnded()) {
        body.discard();
      }
    });
  }

  private HttpServerResponse start(int status, Map<String, String> headers) {
    headers.forEach(response::putHeader);
    return response.setStatusCode(status);
  }

  private Future<Void> onContext(Supplier<Future<Void>> action) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(go -> {
      try {
        action.get().onComplete(done);
      } catch (RuntimeException e) {
        done.fail(e);
      }
    });
    return done.future();
  }

  private static void await(Future<Void> future) throws IOException {
    await(future.toCompletionStage().toCompletableFuture());
  }

  private static <T> T await(CompletableFuture<T> future) throws IOException {
    try {
      return future.get(SILENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Problem problem) {
        throw problem;
      }
      throw new ClientGoneException("The client went away", e.getCause());
    } catch (TimeoutException e) {
      throw new ClientGoneException("The client was silent for " + SILENCE, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClientGoneException("Interrupted while answering", e);
    }
  }
}
