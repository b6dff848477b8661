package io.dormouse.edge.forward;

import io.dormouse.edge.wire.AnswerGuard;
import io.dormouse.edge.wire.Lingering;
import io.netty.handler.codec.http2.Http2Error;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
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

  /** How many early hints of one answer are passed on; more are not taken for an answer. */
  private static final int MOST_HINTS = 8;

  private static final Set<HttpMethod> REPEATABLE =
      Set.of(
          HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.PUT, HttpMethod.DELETE);

  private final Vertx vertx;
  private final Exchange exchange;
  private final HttpClientRequest onward;
  private final Failure failure;
  private final BodyCopy upload;
  private @Nullable Reply reply;
  private int hints;
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

  void start(Backend backend) {
    HttpServerRequest request = exchange.request();
    exchange.whenGone(this::cancel);
    HeaderPolicy.onward(request, backend.host(), onward.headers());
    if (backend.http2()) {
      HeaderPolicy.toHttp2(request, onward);
    }
    onward.exceptionHandler(broken -> {});
    onward.earlyHintsHandler(this::hinted);
    onward.response().onComplete(this::answered, this::failed);
    if (hasBody(request)) {
      onward.setChunked(request.headers().contains(HttpHeaders.TRANSFER_ENCODING));
      if (request.headers().contains(HttpHeaders.EXPECT)) {
        bodyTouched = true;
        request.response().writeContinue();
      }
      upload.start(end -> endRequest());
    } else {
      if (!request.isEnded()) {
        request.resume();
      }
      endRequest();
    }
  }

  private void endRequest() {
    requestSent = true;
    onward.end();
  }

  private void hinted(MultiMap headers) {
    if (over) {
      return;
    }
    if (++hints > MOST_HINTS) {
      onward.reset();
      failed(new IllegalStateException("more than " + MOST_HINTS + " early hints"));
    } else if (exchange.request().version() != HttpVersion.HTTP_1_0
        && AnswerFraming.isSound(headers)) {
      MultiMap passed = MultiMap.caseInsensitiveMultiMap();
      HeaderPolicy.back(headers, passed);
      exchange.response().writeEarlyHints(passed);
    }
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
      if (cause instanceof StreamResetException reset) {
        Lingering.cut(exchange.request(), reset.getCode());
      } else {
        Lingering.cut(exchange.request());
      }
    }
  }

  private void cancel() {
    over = true;
    upload.stop();
    if (reply != null) {
      reply.stop();
    }
    onward.reset(Http2Error.CANCEL.code());
    AnswerGuard.abort(onward.connection());
  }

  private static boolean hasBody(HttpServerRequest request) {
    return request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
        || request.headers().contains(HttpHeaders.CONTENT_LENGTH);
  }
}
