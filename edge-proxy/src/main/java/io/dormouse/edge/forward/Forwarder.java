package io.dormouse.edge.forward;

import io.dormouse.edge.EdgeSettings.Backends;
import io.dormouse.edge.answer.Answer;
import io.dormouse.edge.answer.AnswerWriter;
import io.dormouse.edge.answer.Answers;
import io.dormouse.edge.forward.Attempt.Repeat;
import io.dormouse.edge.forward.BackendConnection.Leased;
import io.dormouse.edge.forward.BackendConnections.Lease;
import io.dormouse.edge.seeing.EdgeMetrics;
import io.dormouse.edge.wire.Lingering;
import io.dormouse.schemas.instance.InstanceId;
import io.dormouse.schemas.instance.InstanceView;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.StreamResetException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forwards requests from one event loop. What cannot be reached is tried elsewhere at once; when
 * there is nowhere else, again for a moment, since an instance may have become ready just now. A
 * connection that breaks before the first byte of an answer is replaced once by a new one, where
 * that cannot do harm.
 */
public final class Forwarder {

  private static final Logger LOG = LoggerFactory.getLogger(Forwarder.class);
  private static final int MOST_ATTEMPTS = 5;
  private static final long FIRST_PAUSE_MILLIS = 25;

  private final Vertx vertx;
  private final Balancer balancer;
  private final BackendConnections connections;
  private final Logins logins = new Logins();
  private final Attempt.Means means;
  private final AnswerWriter answers;

  /** Belongs to the event loop that it is called on. */
  public Forwarder(
      Vertx vertx,
      Backends settings,
      Balancer balancer,
      AnswerWriter answers,
      EdgeMetrics metrics) {
    this.vertx = vertx;
    this.balancer = balancer;
    this.answers = answers;
    StallWatch watch = new StallWatch(vertx);
    this.connections = new BackendConnections(vertx, settings, watch, metrics);
    this.means = new Attempt.Means(vertx, settings, watch, logins);
    Context context = vertx.getOrCreateContext();
    balancer.whenOneLeaves(replica ->
        context.runOnContext(later -> connections.closeUnused(replica.backend().name())));
  }

  /**
   * Forwards to one of the replicas that serve an instance, and finishes the exchange.
   *
   * @param again looks anew where it leads, and forwards it there
   */
  public void forward(Exchange exchange, InstanceView view, Consumer<Exchange> again) {
    if (exchange.gone()) {
      return;
    }
    balancer
        .choose(view, exchange, logins.backends(exchange))
        .ifPresentOrElse(
            replica -> connect(exchange, replica.backend(), view.id(), again),
            () -> again.accept(exchange));
  }

  /** Forwards to a fixed target in the same way. */
  public void forward(Exchange exchange, Backend backend, Consumer<Exchange> again) {
    if (!exchange.gone()) {
      exchange.servedBy(null);
      connect(exchange, backend, null, again);
    }
  }

  public Future<Void> close() {
    return connections.close();
  }

  private void connect(
      Exchange exchange, Backend backend, @Nullable InstanceId instance, Consumer<Exchange> again) {
    exchange.whenGone(() -> {});
    exchange.visit().attempt(backend.name());
    HttpServerRequest request = exchange.request();
    BackendConnection own = logins.of(exchange, backend);
    Future<Leased> connection =
        own == null
            ? connections.request(
                backend, request.method(), request.uri(), lease(exchange, backend))
            : connections.request(own, request.method(), request.uri());
    connection.onComplete(
        leased -> send(exchange, backend, leased, again),
        cause -> notConnected(exchange, backend, instance, cause, again));
  }

  private static Lease lease(Exchange exchange, Backend backend) {
    if (exchange.webSocket()) {
      return Lease.TUNNEL;
    }
    boolean logsIn = backend.http2() && Logins.isLogin(exchange.request());
    return exchange.repeats() || logsIn ? Lease.ONCE : Lease.KEPT;
  }

  private void send(Exchange exchange, Backend backend, Leased leased, Consumer<Exchange> again) {
    Attempt attempt =
        new Attempt(
            means,
            exchange,
            backend,
            leased,
            (tried, cause, repeat) -> noAnswer(exchange, tried, cause, repeat, again));
    if (exchange.gone()) {
      attempt.giveUp();
    } else if (attempt.isFutile()) {
      attempt.giveUp();
      again.accept(exchange);
    } else if (attempt.isCutOff()) {
      attempt.giveUp();
      noAnswer(exchange, attempt, new ClosedChannelException(), Repeat.ALWAYS, again);
    } else {
      exchange.guard(() -> {
        exchange.visit().mark(attempt.onward().headers());
        if (exchange.webSocket()) {
          new Tunnel(exchange, attempt).start(backend.host());
        } else {
          new Transfer(exchange, attempt).start(backend);
        }
        exchange.visit().sentOnward();
      });
    }
  }

  private void notConnected(
      Exchange exchange,
      Backend backend,
      @Nullable InstanceId instance,
      Throwable cause,
      Consumer<Exchange> again) {
    if (exchange.gone()) {
      return;
    }
    boolean busy = cause instanceof ConnectionPoolTooBusyException;
    if ((busy || cause instanceof SocketException) && instance != null) {
      Replica replica = exchange.replica();
      if (replica != null && !busy) {
        replica.failed(System.nanoTime());
      }
      if (balancer.triesAnother(instance, exchange)) {
        again.accept(exchange);
        return;
      }
    }
    if (busy) {
      answer(exchange, Answers.backendBusy());
    } else if (cause instanceof ConnectTimeoutException) {
      log("backend not reached in time", backend, cause);
      answer(exchange, Answers.backendTooFar());
    } else if (cause instanceof SocketException) {
      retry(exchange, again);
    } else {
      log("backend not reached", backend, cause);
      answer(exchange, Answers.backendUnreachable());
    }
  }

  private void retry(Exchange exchange, Consumer<Exchange> again) {
    int attempt = exchange.attempt();
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
      Attempt attempt,
      Throwable cause,
      Repeat repeat,
      Consumer<Exchange> again) {
    exchange.visit().answered(false);
    if (exchange.gone()) {
      return;
    }
    if (cause instanceof StreamResetException reset && Lingering.isStream(exchange.request())) {
      exchange.finish();
      Lingering.cut(exchange.request(), reset.getCode());
      return;
    }
    boolean lost =
        cause instanceof HttpClosedException
            || cause instanceof SocketException
            || cause instanceof ClosedChannelException;
    if (lost) {
      attempt.lost();
    }
    if (lost && attempt.isSafe(repeat) && exchange.mayRepeat()) {
      again.accept(exchange);
      return;
    }
    attempt.failed();
    if (cause instanceof Attempt.LateException late) {
      log("backend too late", attempt.backend(), cause);
      answer(exchange, late.answer());
    } else {
      log("backend broke off", attempt.backend(), cause);
      answer(exchange, Answers.backendBroke());
    }
  }

  private void answer(Exchange exchange, Answer answer) {
    exchange.finishWith(answer.kind());
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
