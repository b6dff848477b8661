package io.dormouse.edge.forward;

import io.dormouse.edge.EdgeSettings.Backends;
import io.dormouse.edge.answer.Answer;
import io.dormouse.edge.answer.Answers;
import io.dormouse.edge.exchange.Exchange;
import io.dormouse.edge.forward.ForwardResult.AwaitChange;
import io.dormouse.edge.forward.ForwardResult.GiveUp;
import io.dormouse.edge.forward.ForwardResult.RetryAfter;
import io.dormouse.edge.forward.pool.Backend;
import io.dormouse.edge.forward.pool.BackendConnection;
import io.dormouse.edge.forward.pool.BackendConnection.Leased;
import io.dormouse.edge.forward.pool.BackendConnections;
import io.dormouse.edge.forward.pool.BackendConnections.Lease;
import io.dormouse.edge.forward.pool.Logins;
import io.dormouse.edge.forward.pool.StallWatch;
import io.dormouse.edge.forward.replica.Balancer;
import io.dormouse.edge.forward.replica.Destination;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forwards requests from one event loop. An attempt ends with a backend's answer, or with a {@link
 * ForwardResult} for the listener of the forwarding. A destination that cannot be reached is left
 * for another one at once, or else tried again after a pause, since an instance may have become
 * ready just now. A connection that breaks before the first byte of an answer is replaced once,
 * where that cannot do harm.
 */
public final class Forwarder {

  private static final Logger LOG = LoggerFactory.getLogger(Forwarder.class);

  /** The most retries at a fixed target that takes no connection. */
  private static final int MOST_RETRIES = 4;

  /** The most repeats of a request whose instance ended before it answered. */
  private static final int MOST_REPEATS = 2;

  private final Balancer balancer;
  private final BackendConnections connections;
  private final Logins logins = new Logins();
  private final Attempt.Means means;
  private final ReplicaProbe probe;

  /** Creates a forwarder for the event loop of the caller. */
  public Forwarder(Vertx vertx, Backends settings, Balancer balancer, EdgeMetrics metrics) {
    this.balancer = balancer;
    StallWatch watch = new StallWatch(vertx);
    this.connections = new BackendConnections(vertx, settings, watch, metrics);
    this.probe = new ReplicaProbe(vertx, connections);
    this.means = new Attempt.Means(vertx, settings, watch, logins);
    Context context = vertx.getOrCreateContext();
    balancer.whenOneLeaves(
        replica -> context.runOnContext(later -> connections.leave(replica.backend())));
  }

  /** Makes one attempt at one of the replicas that serve an instance. */
  public void forward(Forwarding forwarding, InstanceView view) {
    Exchange exchange = forwarding.exchange();
    if (exchange.gone()) {
      return;
    }
    Destination chosen =
        balancer.choose(view, exchange.request(), forwarding.tried(), logins.backends(exchange));
    if (chosen == null) {
      forwarding.reroute();
    } else {
      forwarding.begin(view, chosen);
      connect(forwarding, chosen);
    }
  }

  /** Makes one attempt at a fixed target. */
  public void forward(Forwarding forwarding, Backend backend) {
    if (!forwarding.exchange().gone()) {
      Destination outside = Destination.outside(backend);
      forwarding.begin(null, outside);
      connect(forwarding, outside);
    }
  }

  public Future<Void> close() {
    return connections.close();
  }

  private void connect(Forwarding forwarding, Destination to) {
    Exchange exchange = forwarding.exchange();
    Backend backend = to.backend();
    exchange.whenGone(() -> {});
    exchange.record().attempt(backend.name());
    HttpServerRequest request = exchange.request();
    BackendConnection own = logins.of(exchange, backend);
    Future<Leased> connection =
        own == null
            ? connections.request(
                backend, request.method(), request.uri(), lease(forwarding, backend))
            : connections.request(own, request.method(), request.uri());
    connection.onComplete(
        leased -> send(forwarding, to, leased), cause -> notConnected(forwarding, backend, cause));
  }

  private static Lease lease(Forwarding forwarding, Backend backend) {
    Exchange exchange = forwarding.exchange();
    if (exchange.webSocket()) {
      return Lease.TUNNEL;
    }
    boolean logsIn = backend.http2() && Logins.isLogin(exchange.request());
    return forwarding.repeats() || logsIn ? Lease.ONCE : Lease.KEPT;
  }

  private void send(Forwarding forwarding, Destination to, Leased leased) {
    Exchange exchange = forwarding.exchange();
    Attempt attempt =
        new Attempt(
            means,
            exchange,
            to,
            leased,
            (tried, cause, repeat) -> noAnswer(forwarding, tried, cause, repeat));
    if (exchange.gone()) {
      attempt.giveUp();
    } else if (attempt.isFutile()) {
      attempt.giveUp();
      forwarding.reroute();
    } else if (attempt.isCutOff()) {
      attempt.giveUp();
      noAnswer(forwarding, attempt, new ClosedChannelException(), Repeat.ALWAYS);
    } else {
      exchange.guard(() -> {
        exchange.record().mark(attempt.onward().headers());
        if (exchange.webSocket()) {
          new Tunnel(exchange, attempt).start(to.backend().host());
        } else {
          new Transfer(exchange, attempt).start(to.backend());
        }
        exchange.record().sentOnward();
      });
    }
  }

  private void notConnected(Forwarding forwarding, Backend backend, Throwable cause) {
    if (forwarding.exchange().gone()) {
      return;
    }
    boolean busy = cause instanceof ConnectionPoolTooBusyException;
    InstanceView view = forwarding.view();
    Replica replica = forwarding.replica();
    if ((busy || cause instanceof SocketException) && replica != null && view != null) {
      if (replica.gone()) {
        forwarding.reroute();
        return;
      }
      if (!busy) {
        replica.failed(System.nanoTime());
      }
      if (forwarding.triesAnother(balancer, view.id())) {
        forwarding.reroute();
        return;
      }
    }
    if (busy) {
      giveUp(forwarding, Answers.backendBusy());
    } else if (cause instanceof ConnectTimeoutException) {
      log("backend not reached in time", backend, cause);
      forwarding.end(
          view == null
              ? new GiveUp(Answers.backendTooFar())
              : new AwaitChange(view, Answers.backendTooFar()));
    } else if (cause instanceof SocketException && view != null) {
      forwarding.end(new AwaitChange(view, Answers.backendUnreachable()));
    } else if (cause instanceof SocketException) {
      retry(forwarding);
    } else {
      log("backend not reached", backend, cause);
      giveUp(forwarding, Answers.backendUnreachable());
    }
  }

  private static void retry(Forwarding forwarding) {
    if (forwarding.pauses() >= MOST_RETRIES) {
      giveUp(forwarding, Answers.backendUnreachable());
    } else {
      forwarding.end(new RetryAfter(forwarding.pause()));
    }
  }

  private void noAnswer(Forwarding forwarding, Attempt attempt, Throwable cause, Repeat repeat) {
    Exchange exchange = forwarding.exchange();
    exchange.record().answered(false);
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
    InstanceView view = forwarding.view();
    if (lost && attempt.isSafe(repeat) && forwarding.mayRepeat(0)) {
      forwarding.reroute();
    } else if (lost
        && view != null
        && attempt.isHarmless(repeat)
        && forwarding.mayRepeat(MOST_REPEATS)) {
      repeatIfEnded(forwarding, view, attempt, cause);
    } else {
      fail(forwarding, attempt, cause);
    }
  }

  /**
   * Sends a request again if its replica ended before it answered: to another replica, or as soon
   * as there is one. A replica that has not ended broke off for a reason of its own, and is not
   * asked again.
   */
  private void repeatIfEnded(
      Forwarding forwarding, InstanceView view, Attempt attempt, Throwable cause) {
    Exchange exchange = forwarding.exchange();
    exchange.whenGone(() -> {});
    probe
        .hasEnded(attempt)
        .onSuccess(ended -> {
          if (exchange.gone()) {
            return;
          } else if (!ended) {
            fail(forwarding, attempt, cause);
            return;
          }
          attempt.failed();
          if (attempt.isFutile() || forwarding.triesAnother(balancer, view.id())) {
            forwarding.reroute();
          } else {
            forwarding.end(new AwaitChange(view, Answers.backendBroke()));
          }
        });
  }

  private static void fail(Forwarding forwarding, Attempt attempt, Throwable cause) {
    attempt.failed();
    if (cause instanceof Attempt.LateException late) {
      log("backend too late", attempt.backend(), cause);
      giveUp(forwarding, late.answer());
    } else {
      log("backend broke off", attempt.backend(), cause);
      giveUp(forwarding, Answers.backendBroke());
    }
  }

  private static void giveUp(Forwarding forwarding, Answer answer) {
    forwarding.end(new GiveUp(answer));
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
