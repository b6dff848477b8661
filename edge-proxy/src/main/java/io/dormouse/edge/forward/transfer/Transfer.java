package io.dormouse.edge.forward.transfer;

import io.dormouse.edge.answer.Answers;
import io.dormouse.edge.client.connection.Upload;
import io.dormouse.edge.exchange.Exchange;
import io.dormouse.edge.forward.pool.Backend;
import io.dormouse.edge.forward.pool.StallWatch;
import io.dormouse.edge.forward.transfer.Attempt.LateException;
import io.dormouse.edge.forward.transfer.Attempt.Repeat;
import io.dormouse.edge.wire.Lingering;
import io.netty.handler.codec.http2.Http2Error;
import io.vertx.core.MultiMap;
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
public final class Transfer implements StallWatch.Watched {

  /** The most early hints of one answer; more are not taken for an answer. */
  private static final int MOST_HINTS = 8;

  private static final Set<HttpMethod> REPEATABLE =
      Set.of(
          HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.PUT, HttpMethod.DELETE);

  private static final long INTERNAL_ERROR = Http2Error.INTERNAL_ERROR.code();

  private final Exchange exchange;
  private final Attempt attempt;
  private final HttpClientRequest onward;
  private final BodyCopy upload;
  private @Nullable Reply reply;
  private int hints;
  private boolean bodyTouched;
  private boolean requestSent;
  private boolean looked;
  private long turnSince;
  private boolean over;

  public Transfer(Exchange exchange, Attempt attempt) {
    this.exchange = exchange;
    this.attempt = attempt;
    this.onward = attempt.onward();
    this.upload =
        new BodyCopy(
            exchange.request(),
            onward,
            bytes -> {
              bodyTouched = true;
              exchange.use().received(bytes);
            });
  }

  public void start(Backend backend) {
    HttpServerRequest request = exchange.request();
    exchange.whenGone(this::cancel);
    HeaderPolicy.onward(exchange, backend.host(), onward.headers());
    if (backend.http2()) {
      HeaderPolicy.toHttp2(request, onward);
    }
    attempt.prepared();
    attempt.watch().add(this);
    onward.exceptionHandler(broken -> {});
    onward.earlyHintsHandler(this::hinted);
    onward.response().onComplete(this::answered, this::failed);
    if (hasBody(request) && !request.isEnded()) {
      onward.setChunked(request.headers().contains(HttpHeaders.TRANSFER_ENCODING));
      if (request.headers().contains(HttpHeaders.EXPECT)
          && request.version() != HttpVersion.HTTP_1_0) {
        bodyTouched = true;
        request.response().writeContinue();
      }
      upload.start(end -> endRequest());
      exchange.record().connection().awaits(new UploadPace());
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
      passed.remove(HttpHeaders.CONTENT_LENGTH);
      exchange.response().writeEarlyHints(passed);
    }
  }

  private void answered(HttpClientResponse response) {
    exchange.record().answered(true);
    response.exceptionHandler(reset -> {});
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
    attempt.answered(response);
    response.exceptionHandler(this::brokenOff);
    reply = new Reply(exchange, attempt, response);
    reply.send(this::complete);
  }

  private void complete() {
    end();
    exchange.finish();
    if (requestSent) {
      attempt.completed();
    } else {
      onward.reset();
      Lingering.close(attempt.vertx(), exchange.request());
    }
  }

  private void failed(Throwable cause) {
    if (!over) {
      end();
      if (!exchange.request().isEnded()) {
        exchange.request().pause();
      }
      attempt.noAnswer(cause, repeat());
    }
  }

  private Repeat repeat() {
    if (bodyTouched) {
      return Repeat.NEVER;
    } else if (!requestSent) {
      return Repeat.ALWAYS;
    }
    return REPEATABLE.contains(exchange.request().method()) ? Repeat.IF_STALE : Repeat.IF_UNSENT;
  }

  /** The backend closed in the middle of its answer; the client must notice the cut. */
  private void brokenOff(Throwable cause) {
    if (!over) {
      attempt.failed();
      cut(cause instanceof StreamResetException reset ? reset.getCode() : INTERNAL_ERROR);
    }
  }

  private void cut(long code) {
    cancel();
    exchange.finish();
    Lingering.cut(exchange.request(), code);
  }

  /** True if it is the backend's turn, and it has not moved for too long. */
  @Override
  public boolean isLate(long now) {
    long idle = attempt.idleTimeout().toNanos();
    boolean uploadIsStill = now - upload.stillSince(now) > idle;
    if (reply != null) {
      return reply.isStalled(now, idle) && uploadIsStill;
    } else if (!requestSent) {
      return upload.isHeld() && uploadIsStill;
    } else if (!looked) {
      looked = true;
      turnSince = now;
    }
    return now - turnSince > attempt.answerTimeout().toNanos();
  }

  @Override
  public void endLate() {
    if (reply != null) {
      cut(INTERNAL_ERROR);
      return;
    }
    LateException late =
        new LateException(requestSent ? Answers.backendSilent() : Answers.backendStalled());
    end();
    onward.reset();
    attempt.noAnswer(late, Repeat.NEVER);
  }

  private void end() {
    over = true;
    upload.stop();
    attempt.watch().remove(this);
  }

  private void cancel() {
    end();
    if (reply != null) {
      reply.stop();
    }
    onward.reset(Http2Error.CANCEL.code());
    attempt.connection().abort();
  }

  /** A possible conversation is not timed, since it need not be the client's turn. */
  private final class UploadPace implements Upload {

    @Override
    public long bytes() {
      return upload.bytes();
    }

    @Override
    public boolean heldBack() {
      return upload.isHeld() || reply != null || attempt.backend().http2();
    }

    @Override
    public boolean over() {
      return upload.over();
    }

    @Override
    public void abort() {
      exchange.response().reset();
    }
  }

  private static boolean hasBody(HttpServerRequest request) {
    return request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
        || request.headers().contains(HttpHeaders.CONTENT_LENGTH);
  }
}
