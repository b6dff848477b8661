package io.dormouse.streams.api.http.server;

import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.http.problem.ProblemType;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Reads a request's body on the event loop. */
final class BodyReader {

  private static final long DRAINED = 1 << 20;

  private final HttpServerRequest request;
  private final long limit;
  private final Buffer body = Buffer.buffer();

  BodyReader(HttpServerRequest request, long limit) {
    this.request = request;
    this.limit = limit;
  }

  static boolean announced(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
        || (length != null && !length.equals("0"));
  }

  /** Passes on the whole body, or the problem that it is too large; the rest is drained then. */
  void collect(Consumer<Buffer> whole, Consumer<Problem> tooLarge) {
    request.handler(chunk -> {
      if (body.length() + chunk.length() > limit) {
        drain(request);
        tooLarge.accept(tooLarge());
      } else {
        body.appendBuffer(chunk);
      }
    });
    request.endHandler(end -> whole.accept(body));
  }

  /**
   * Drains what is left of a refused body up to a limit, so that a client that is still sending can
   * read the response; then the connection is closed.
   */
  static void drain(HttpServerRequest request) {
    if (request.isEnded()) {
      return;
    }
    AtomicLong drained = new AtomicLong();
    request.handler(chunk -> {
      if (drained.addAndGet(chunk.length()) > DRAINED) {
        request.connection().close();
      }
    });
    request.endHandler(end -> {});
    request.resume();
  }

  private Problem tooLarge() {
    return new Problem(
            ProblemType.TOO_LARGE,
            "Expected a body of at most %d bytes, but got more.".formatted(limit))
        .with("limit", limit);
  }
}
