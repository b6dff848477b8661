package io.dormouse.streams.api.http.server;

import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.http.problem.ProblemType;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/**
 * Reads a request's body on the event loop. A refused body is drained up to a limit, so that a
 * client that is still sending can read the response; then the connection is closed.
 */
final class BodyReader {

  private static final long DRAINED = 1 << 20;

  private final HttpServerRequest request;
  private final long limit;
  private final Buffer body = Buffer.buffer();
  private boolean refused;
  private long drained;

  BodyReader(HttpServerRequest request, long limit) {
    this.request = request;
    this.limit = limit;
  }

  static boolean announced(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
        || (length != null && !length.equals("0"));
  }

  /** Passes on the whole body, or the problem that it is too large. */
  void collect(Consumer<Buffer> whole, Consumer<Problem> tooLarge) {
    request.handler(chunk -> {
      if (refused) {
        drain(chunk);
      } else if (body.length() + chunk.length() > limit) {
        refused = true;
        tooLarge.accept(tooLarge());
      } else {
        body.appendBuffer(chunk);
      }
    });
    request.endHandler(end -> {
      if (!refused) {
        whole.accept(body);
      }
    });
  }

  /** Drains the rest of the body. */
  void refuse() {
    refused = true;
    request.handler(this::drain);
  }

  private void drain(Buffer chunk) {
    drained += chunk.length();
    if (drained > DRAINED) {
      request.connection().close();
    }
  }

  private Problem tooLarge() {
    return new Problem(
            ProblemType.TOO_LARGE,
            "Expected a body of at most %d bytes, but got more.".formatted(limit))
        .with("limit", limit);
  }
}
