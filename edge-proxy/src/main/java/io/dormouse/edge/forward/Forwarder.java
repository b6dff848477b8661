package io.dormouse.edge.forward;

import io.dormouse.edge.EdgeSettings.Backends;
import io.dormouse.edge.answer.Answer;
import io.dormouse.edge.answer.AnswerWriter;
import io.dormouse.edge.answer.Answers;
import io.dormouse.edge.wire.AnswerGuard;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClosedException;
import java.net.SocketException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forwards requests from one event loop. A backend that cannot be reached is tried again for a
 * moment, since its instance may have become ready just now; a connection that was used before and
 * breaks before the first byte of an answer is replaced once, where that cannot do harm.
 */
public final class Forwarder {

  private static final Logger LOG = LoggerFactory.getLogger(Forwarder.class);
  private static final int MOST_ATTEMPTS = 5;
  private static final long FIRST_PAUSE_MILLIS = 25;

  private final Vertx vertx;
  private final Backends settings;
  private final BackendConnections connections;
  private final AnswerWriter answers;

  public Forwarder(Vertx vertx, Backends settings, AnswerWriter answers) {
    this.vertx = vertx;
    this.settings = settings;
    this.connections = new BackendConnections(vertx, settings);
    this.answers = answers;
  }

  /**
   * Forwards, and finishes the exchange.
   *
   * @param again looks anew where it leads, and forwards it there
   */
  public void forward(Exchange exchange, Backend backend, Consumer<Exchange> again) {
    if (exchange.gone()) {
      return;
    }
    exchange.whenGone(() -> {});
    int attempt = exchange.attempt();
    connections
        .request(
            backend, exchange.request().method(), exchange.request().uri(), exchange.repeated())
        .onComplete(
            onward -> send(exchange, backend, onward, again),
            cause -> notConnected(exchange, backend, cause, () -> retry(exchange, attempt, again)));
  }

  public Future<Void> close() {
    return connections.close();
  }

  private void send(
      Exchange exchange, Backend backend, HttpClientRequest onward, Consumer<Exchange> again) {
    if (exchange.gone()) {
      onward.reset();
      return;
    }
    long began = System.nanoTime();
    Transfer.Failure failure =
        (cause, repeatable) -> {
          boolean safe = repeatable && AnswerGuard.mayBeStale(onward.connection());
          noAnswer(exchange, backend, cause, began, safe ? again : null);
        };
    exchange.guard(() -> {
      if (exchange.webSocket()) {
        new Tunnel(exchange, onward, failure).start(backend.host());
      } else {
        new Transfer(vertx, exchange, onward, failure).start(backend.host());
      }
    });
  }

  private void notConnected(Exchange exchange, Backend backend, Throwable cause, Runnable retry) {
    if (exchange.gone()) {
      return;
    }
    if (cause instanceof ConnectionPoolTooBusyException) {
      answer(exchange, Answers.backendBusy());
    } else if (cause instanceof SocketException && !(cause instanceof ConnectTimeoutException)) {
      retry.run();
    } else {
      log("backend not reached", backend, cause);
      answer(exchange, Answers.backendUnreachable());
    }
  }

  private void retry(Exchange exchange, int attempt, Consumer<Exchange> again) {
    if (attempt >= MOST_ATTEMPTS) {
      answer(exchange, Answers.backendUnreachable());
      return;
    }
    long pause = FIRST_PAUSE_MILLIS << attempt;
    vertx.setTimer(
        pause,
        due -> {
          if (!exchange.gone()) {
            again.accept(exchange);
          }
        });
  }

  private void noAnswer(
      Exchange exchange,
      Backend backend,
      Throwable cause,
      long began,
      @Nullable Consumer<Exchange> again) {
    if (exchange.gone()) {
      return;
    }
    boolean lost = cause instanceof HttpClosedException || cause instanceof SocketException;
    if (lost && System.nanoTime() - began >= settings.idleTimeout().toNanos()) {
      log("backend silent", backend, cause);
      answer(exchange, Answers.backendSilent());
    } else if (lost && again != null && exchange.mayRepeat()) {
      again.accept(exchange);
    } else {
      log("backend broke off", backend, cause);
      answer(exchange, Answers.backendBroke());
    }
  }

  private void answer(Exchange exchange, Answer answer) {
    exchange.finish();
    answers.answer(exchange.request(), answer);
  }

  private static void log(String what, Backend backend, Throwable cause) {
    LOG.atWarn()
        .setMessage(what)
        .addKeyValue("backend", backend.name())
        .addKeyValue("address", backend.address())
        .addKeyValue("reason", cause.toString())
        .log();
  }
}
