package io.dormouse.edge.forward.transfer;

import io.dormouse.edge.answer.Answers;
import io.dormouse.edge.exchange.Exchange;
import io.dormouse.edge.forward.pool.StallWatch;
import io.dormouse.edge.forward.transfer.Attempt.LateException;
import io.dormouse.edge.forward.transfer.Attempt.Repeat;
import io.dormouse.edge.wire.StrictRequestDecoder;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket through the edge: the handshake goes on as a request, and when the backend agrees,
 * bytes flow both ways, no faster than each side takes them. A refusal is an answer like any other.
 */
public final class Tunnel implements StallWatch.Watched {

  /** RFC 6455, 1.3. */
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  /**
   * The time that both ends have to close a WebSocket themselves, once they were told that it ends.
   */
  private static final long FAREWELL_MILLIS = 500;

  private final Exchange exchange;
  private final Attempt attempt;
  private final HttpClientRequest onward;
  private final long began = System.nanoTime();
  private @Nullable Reply reply;
  private boolean over;

  public Tunnel(Exchange exchange, Attempt attempt) {
    this.exchange = exchange;
    this.attempt = attempt;
    this.onward = attempt.onward();
  }

  public void start(@Nullable String host) {
    exchange.whenGone(this::cancel);
    HeaderPolicy.onward(exchange, host, onward.headers());
    attempt.prepared();
    attempt.watch().add(this);
    onward.putHeader(HttpHeaders.CONNECTION, "Upgrade");
    onward.putHeader(HttpHeaders.UPGRADE, "websocket");
    onward.exceptionHandler(broken -> {});
    onward.connect().onComplete(this::answered, this::failed);
  }

  private void answered(HttpClientResponse response) {
    exchange.record().answered(true);
    if (over) {
      onward.reset();
    } else if (response.statusCode() == 101) {
      agreed(response);
    } else if (response.statusCode() < 200 || !AnswerFraming.isClear(response)) {
      onward.reset();
      failed(new IllegalStateException("an odd answer with status " + response.statusCode()));
    } else {
      attempt.answered(response);
      response.exceptionHandler(this::brokenOff);
      exchange.request().resume();
      reply = new Reply(exchange, attempt, response);
      reply.send(this::refused);
    }
  }

  private void refused() {
    end();
    exchange.finish();
    attempt.connection().close();
  }

  private void agreed(HttpClientResponse response) {
    HttpServerRequest request = exchange.request();
    if (!accept(request.getHeader("Sec-WebSocket-Key"))
            .equals(response.getHeader("Sec-WebSocket-Accept"))
        || !"websocket".equalsIgnoreCase(response.getHeader(HttpHeaders.UPGRADE))) {
      onward.reset();
      failed(new IllegalStateException("a WebSocket handshake that does not fit the request"));
      return;
    }
    attempt.answered(response);
    attempt.watch().remove(this);
    NetSocket inside = response.netSocket();
    inside.pause();
    HttpServerResponse to = exchange.response();
    HeaderPolicy.back(response.headers(), to.headers());
    Reply.describe(exchange, attempt, to.headers());
    to.putHeader(HttpHeaders.CONNECTION, "Upgrade");
    to.putHeader(HttpHeaders.UPGRADE, "websocket");
    Buffer early = StrictRequestDecoder.of(request.connection()).takeParked();
    request
        .toNetSocket()
        .onComplete(
            outside -> {
              outside.pause();
              join(outside, inside, early);
            },
            gone -> {
              inside.close();
              exchange.finish();
            });
  }

  private void join(NetSocket outside, NetSocket inside, Buffer early) {
    over = true;
    FramedStream inward = new FramedStream(inside, true);
    FramedStream outward = new FramedStream(outside, false);
    BodyCopy in = new BodyCopy(outside, inward, this::received);
    BodyCopy out = new BodyCopy(inside, outward, this::sent);
    outside.shutdownHandler(left -> {
      if (left.isZero()) {
        outside.close();
      } else {
        goAwayAtTheEnd(left, inward, outward);
      }
    });
    outside.exceptionHandler(broken -> {});
    inside.exceptionHandler(broken -> endIfReset(outside, broken));
    outside.closeHandler(closed -> {
      in.stop();
      out.stop();
      inside.close();
      exchange.finish();
    });
    inside.closeHandler(closed -> in.stop());
    if (early.length() > 0) {
      received(early.length());
      inward.write(early);
    }
    in.start(end -> inside.end());
    out.start(end -> outside.end());
  }

  /** Tells both ends shortly before the tunnel is cut. It goes on while the edge drains. */
  private void goAwayAtTheEnd(Duration left, FramedStream inward, FramedStream outward) {
    long millis = left.toMillis();
    attempt
        .vertx()
        .setTimer(
            Math.max(1, millis - Math.min(FAREWELL_MILLIS, millis / 2)),
            due -> {
              inward.goAway();
              outward.goAway();
            });
  }

  /** A connection that was reset is closed without an end of its stream. */
  private static void endIfReset(NetSocket outside, Throwable broken) {
    if (broken instanceof IOException) {
      outside.close();
    }
  }

  private void received(long bytes) {
    exchange.use().received(bytes);
    exchange.record().tunnelled(bytes, 0);
  }

  private void sent(long bytes) {
    exchange.use().sent(bytes);
    exchange.record().tunnelled(0, bytes);
  }

  private void failed(Throwable cause) {
    if (!over) {
      end();
      attempt.noAnswer(cause, Repeat.IF_STALE);
    }
  }

  private void brokenOff(Throwable cause) {
    if (!over) {
      attempt.failed();
      cut();
    }
  }

  private void cut() {
    cancel();
    exchange.finish();
    exchange.request().connection().close();
  }

  /** True if the handshake is late; a tunnel is never late. */
  @Override
  public boolean isLate(long now) {
    return reply == null
        ? now - began > attempt.answerTimeout().toNanos()
        : reply.isStalled(now, attempt.idleTimeout().toNanos());
  }

  @Override
  public void endLate() {
    if (reply != null) {
      cut();
      return;
    }
    end();
    onward.reset();
    attempt.noAnswer(new LateException(Answers.backendSilent()), Repeat.NEVER);
  }

  private void end() {
    over = true;
    attempt.watch().remove(this);
  }

  private void cancel() {
    end();
    if (reply != null) {
      reply.stop();
    }
    onward.reset();
  }

  private static String accept(String key) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-1");
      byte[] hash = digest.digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
