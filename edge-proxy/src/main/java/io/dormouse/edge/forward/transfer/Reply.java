package io.dormouse.edge.forward.transfer;

import io.dormouse.edge.answer.AnswerWriter;
import io.dormouse.edge.exchange.Exchange;
import io.dormouse.edge.wire.Lingering;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.Locale;

/** A backend's answer on its way to the client. */
final class Reply {

  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  private final Exchange exchange;
  private final Attempt attempt;
  private final HttpClientResponse from;
  private final BodyCopy copy;

  Reply(Exchange exchange, Attempt attempt, HttpClientResponse from) {
    this.exchange = exchange;
    this.attempt = attempt;
    this.from = from;
    this.copy = new BodyCopy(from, exchange.response(), exchange.use()::sent);
  }

  /** Sends the head, then the body as it comes. The callback runs when all of it was sent. */
  void send(Runnable atEnd) {
    HttpServerResponse to = exchange.response();
    to.setStatusCode(from.statusCode());
    if (from.version() != HttpVersion.HTTP_2 && from.statusCode() != NOT_MODIFIED) {
      // The server does not recognise a 304 with its own reason phrase, and would add a length.
      to.setStatusMessage(from.statusMessage());
    }
    HeaderPolicy.back(from.headers(), to.headers());
    if (from.statusCode() == NO_CONTENT) {
      to.headers().remove(HttpHeaders.CONTENT_LENGTH);
    }
    describe(exchange, attempt, to.headers());
    boolean delimited = hasNoBody() || to.headers().contains(HttpHeaders.CONTENT_LENGTH);
    boolean endsWithConnection = !delimited && exchange.request().version() == HttpVersion.HTTP_1_0;
    if (!delimited) {
      to.setChunked(true);
    }
    if (delimited && !hasNoBody() && from.version() != HttpVersion.HTTP_2) {
      copy.endAfter(Long.parseLong(to.headers().get(HttpHeaders.CONTENT_LENGTH)));
    }
    copy.start(end -> {
      if (to.ended()) {
        atEnd.run();
        return;
      }
      if (AnswerFraming.hasTooManyTrailers(from)) {
        Lingering.cut(exchange.request());
        return;
      }
      if (takesTrailers(to)) {
        HeaderPolicy.trailers(from.trailers(), to);
      }
      var sent = to.end();
      if (endsWithConnection) {
        sent.onComplete(done -> exchange.request().connection().close());
      }
      atEnd.run();
    });
    if (!hasNoBody()) {
      sendHeadSoon(to, endsWithConnection);
    }
  }

  void stop() {
    copy.stop();
  }

  /**
   * True if the client would take more, and nothing has come for the longest time; times are
   * nanoseconds.
   */
  boolean isStalled(long now, long longest) {
    return !copy.isHeld() && now - copy.stillSince(now) > longest;
  }

  /** Adds headers about the instance: its status, the wait, the cookie of its replica. */
  static void describe(Exchange exchange, Attempt attempt, MultiMap headers) {
    if (!exchange.counted()) {
      return;
    }
    headers.set(AnswerWriter.INSTANCE_STATUS, exchange.hasWaited() ? "woken" : "warm");
    String cookie = attempt.cookie();
    if (cookie != null) {
      headers.add(HttpHeaders.SET_COOKIE, cookie);
    }
    if (exchange.hasWaited()) {
      double millis = exchange.waited().toNanos() / 1e6;
      headers.add("Server-Timing", String.format(Locale.ROOT, "wake;dur=%.1f", millis));
    }
  }

  /** True if the client asked for trailers, and the framing allows them (RFC 9110, 6.5.1). */
  private boolean takesTrailers(HttpServerResponse to) {
    return HeaderPolicy.acceptsTrailers(exchange.request())
        && (Lingering.isStream(exchange.request()) || to.isChunked());
  }

  /**
   * Sends the head before the body: a stream of events may be silent for long after its head. A
   * head that is written alone says that chunks follow.
   */
  private void sendHeadSoon(HttpServerResponse to, boolean endsWithConnection) {
    exchange
        .context()
        .runOnContext(later -> {
          if (to.headWritten() || to.ended() || to.closed()) {
            return;
          } else if (endsWithConnection) {
            to.write(Buffer.buffer());
          } else {
            to.writeHead();
          }
        });
  }

  private boolean hasNoBody() {
    int status = from.statusCode();
    return exchange.request().method().equals(HttpMethod.HEAD)
        || status == NO_CONTENT
        || status == NOT_MODIFIED;
  }
}
