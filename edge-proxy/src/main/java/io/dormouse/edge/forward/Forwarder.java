package io.dormouse.edge.forward;

import io.dormouse.edge.EdgeSettings.Backends;
import io.dormouse.edge.answer.Answer;
import io.dormouse.edge.answer.AnswerWriter;
import io.dormouse.edge.answer.Answers;
import io.dormouse.edge.forward.pool.Backend;
import io.dormouse.edge.forward.pool.BackendConnection;
import io.dormouse.edge.forward.pool.BackendConnection.Leased;
import io.dormouse.edge.forward.pool.BackendConnections;
import io.dormouse.edge.forward.pool.BackendConnections.Lease;
import io.dormouse.edge.forward.pool.Logins;
import io.dormouse.edge.forward.pool.StallWatch;
import io.dormouse.edge.forward.replica.Balancer;
import io.dormouse.edge.forward.replica.Replica;
import io.dormouse.edge.forward.transfer.Attempt;
import io.dormouse.edge.forward.transfer.Attempt.Repeat;
import io.dormouse.edge.forward.transfer.Transfer;
import io.dormouse.edge.forward.transfer.Tunnel;
import io.dormouse.edge.observe.EdgeMetrics;
import io.dormouse.edge.wire.Lingering;
import io.dormouse.language.instance.InstanceView;
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

  /** How often a fixed target is tried again that takes no connection. */
  private static final int MOST_RETRIES = 4;

  /** How often a request is sent again whose instance ended before it answered. */
  private static final int MOST_REPEATS = 2;

  /** Takes requests that no replica of a running instance took, and that may be sent again. */
  public interface Stranded {

    /**
     * Called on the event loop of the exchange.
     *
     * @param otherwise the answer if the instance stays so
     * @param again takes the exchange to be forwarded anew
     */
    void take(Exchange exchange, InstanceView view, Answer otherwise, Consumer<Exchange> again);
  }

  private final Vertx vertx;
  private final Balancer balancer;
  private final BackendConnections connections;
  private final Logins logins = new Logins();
  private final Attempt.Means means;
  private final AnswerWriter answers;
  private final Stranded stranded;
  private final Ending ending;

  /** Where requests end that are not forwarded. */
  public record Ends(AnswerWriter answers, Stranded stranded) {}

  /** Belongs to the event loop that it is called on. */
  public Forwarder(
      Vertx vertx, Backends settings, Balancer balancer, Ends ends, EdgeMetrics metrics) {
    this.vertx = vertx;
    this.balancer = balancer;
    this.answers = ends.answers();
    this.stranded = ends.stranded();
    StallWatch watch = new StallWatch(vertx);
    this.connections = new BackendConnections(vertx, settings, watch, metrics);
    this.ending = new Ending(vertx, connections);
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
    exchange.forwardedBy(view);
    balancer
        .choose(view, exchange, logins.backends(exchange))
        .ifPresentOrElse(
            replica -> connect(exchange, replica.backend(), again), () -> again.accept(exchange));
  }

  /** Forwards to a fixed target in the same way. */
  public void forward(Exchange exchange, Backend backend, Consumer<Exchange> again) {
    if (!exchange.gone()) {
      exchange.forwardedBy(null);
      exchange.servedBy(null);
      connect(exchange, backend, again);
    }
  }

  public Future<Void> close() {
    return connections.close();
  }

  private void connect(Exchange exchange, Backend backend, Consumer<Exchange> again) {
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
        cause -> notConnected(exchange, backend, cause, again));
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
      Exchange exchange, Backend backend, Throwable cause, Consumer<Exchange> again) {
    if (exchange.gone()) {
      return;
    }
    boolean busy = cause instanceof ConnectionPoolTooBusyException;
    InstanceView view = exchange.view();
    if ((busy || cause instanceof SocketException) && view != null) {
      Replica replica = exchange.replica();
      if (replica != null && !busy) {
        replica.failed(System.nanoTime());
      }
      if (balancer.triesAnother(view.id(), exchange)) {
        again.accept(exchange);
        return;
      }
    }
    if (busy) {
      answer(exchange, Answers.backendBusy());
    } else if (cause instanceof ConnectTimeoutException) {
      tooFar(exchange, backend, cause, again);
    } else if (cause instanceof SocketException && view != null) {
      stranded.take(exchange, view, Answers.backendUnreachable(), again);
    } else if (cause instanceof SocketException) {
      retry(exchange, again);
    } else {
      log("backend not reached", backend, cause);
      answer(exchange, Answers.backendUnreachable());
    }
  }

  /** Too late, unless the replica has ended meanwhile: then nobody takes connections there. */
  private void tooFar(
      Exchange exchange, Backend backend, Throwable cause, Consumer<Exchange> again) {
    Replica replica = exchange.replica();
    if (replica != null && replica.gone()) {
      again.accept(exchange);
    } else {
      log("backend not reached in time", backend, cause);
      answer(exchange, Answers.backendTooFar());
    }
  }

  private void retry(Exchange exchange, Consumer<Exchange> again) {
    if (exchange.attempts() >= MOST_RETRIES) {
      answer(exchange, Answers.backendUnreachable());
      return;
    }
    vertx.setTimer(
        exchange.pause().toMillis(),
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
    InstanceView view = exchange.view();
    if (lost && attempt.isSafe(repeat) && exchange.mayRepeat(0)) {
      again.accept(exchange);
    } else if (lost
        && view != null
        && attempt.isHarmless(repeat)
        && exchange.mayRepeat(MOST_REPEATS)) {
      repeatIfEnded(exchange, view, attempt, cause, again);
    } else {
      fail(exchange, attempt, cause);
    }
  }

  /**
   * Sends a request again whose replica ended before it answered, elsewhere or when there is
   * another. One that has not ended broke off for a reason of its own, and is not asked again.
   */
  private void repeatIfEnded(
      Exchange exchange,
      InstanceView view,
      Attempt attempt,
      Throwable cause,
      Consumer<Exchange> again) {
    exchange.whenGone(() -> {});
    ending
        .of(attempt)
        .onSuccess(ended -> {
          if (exchange.gone()) {
            return;
          } else if (!ended) {
            fail(exchange, attempt, cause);
            return;
          }
          attempt.failed();
          if (attempt.isFutile() || balancer.triesAnother(view.id(), exchange)) {
            again.accept(exchange);
          } else {
            stranded.take(exchange, view, Answers.backendBroke(), again);
          }
        });
  }

  private void fail(Exchange exchange, Attempt attempt, Throwable cause) {
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
