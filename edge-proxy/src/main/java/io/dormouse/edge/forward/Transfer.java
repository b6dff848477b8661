package io.dormouse.edge.forward;

import io.dormouse.edge.wire.Lingering;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One request on one connection to a backend: its body goes there, the answer comes back. */
final class Transfer {

  /** What to do when there will be no answer from there. */
  interface Failure {

    /**
     * Nothing was answered.
     *
     * @param repeatable whether sending it once more cannot do harm
     */
    void noAnswer(Throwable cause, boolean repeatable);
  }

  private static final Set<HttpMethod> REPEATABLE =
      Set.of(
          HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.PUT, HttpMethod.DELETE);

  private final Vertx vertx;
  private final Exchange exchange;
  private final HttpClientRequest onward;
  private final Failure failure;
  private final BodyCopy upload;
  private @Nullable Reply reply;
  private boolean bodyTouched;
  private boolean requestSent;
  private boolean over;

  Transfer(Vertx vertx, Exchange exchange, HttpClientRequest onward, Failure failure) {
    this.vertx = vertx;
    this.exchange = exchange;
    this.onward = onward;
    this.failure = failure;
    this.upload =
        new BodyCopy(
            exchange.request(),
            onward,
            bytes -> {
              bodyTouched = true;
              exchange.use().received(bytes);
            });
  }

  void start(@Nullable String host) {
    HttpServerRequest request = exchange.request();
    exchange.whenGone(this::cancel);
    HeaderPolicy.onward(exchange, host, onward.headers());
    onward.exceptionHandler(broken -> {});
    onward.response().onComplete(this::answered, this::failed);
    if (hasBody(request)) {
      onward.setChunked(request.headers().contains(HttpHeaders.TRANSFER_ENCODING));
      if (request.headers().contains(HttpHeaders.EXPECT)) {
        bodyTouched = true;
        request.response().writeContinue();
      }
      upload.start(end -> endRequest());
    } else {
      request.resume();
      endRequest();
    }
  }

  private void endRequest() {
    requestSent = true;
    onward.end();
  }

  private void answered(HttpClientResponse response) {
    if (over) {
      onward.reset();
      return;
    }
    if (response.statusCode() < 200) {
      onward.reset();
      failed(new IllegalStateException("an answer with status " + response.statusCode()));
      return;
    }
    if (!AnswerFraming.isClear(response)) {
      onward.reset();
      failed(new IllegalStateException("an answer whose end is in doubt"));
      return;
    }
    response.exceptionHandler(this::brokenOff);
    reply = new Reply(exchange, response);
    reply.send(this::complete);
  }

  private void complete() {
    over = true;
    exchange.finish();
    if (!requestSent) {
      upload.stop();
      onward.reset();
      Lingering.close(vertx, exchange.request());
    }
  }

  private void failed(Throwable cause) {
    if (!over) {
      over = true;
      upload.stop();
      boolean repeatable = !bodyTouched && REPEATABLE.contains(exchange.request().method());
      failure.noAnswer(cause, repeatable);
    }
  }

  /** The backend left in the middle of its answer; the client must see that it is cut. */
  private void brokenOff(Throwable cause) {
    if (!over) {
      cancel();
      exchange.finish();
      exchange.request().connection().close();
    }
  }

  private void cancel() {
    over = true;
    upload.stop();
    if (reply != null) {
      reply.stop();
    }
    onward.reset();
  }

  private static boolean hasBody(HttpServerRequest request) {
    return request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
        || request.headers().contains(HttpHeaders.CONTENT_LENGTH);
  }
}
