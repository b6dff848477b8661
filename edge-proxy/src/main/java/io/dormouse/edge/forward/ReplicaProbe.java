package io.dormouse.edge.forward;

import io.dormouse.edge.forward.pool.BackendConnection.Leased;
import io.dormouse.edge.forward.pool.BackendConnections;
import io.dormouse.edge.forward.pool.BackendConnections.Lease;
import io.dormouse.edge.forward.transfer.Attempt;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.util.concurrent.TimeUnit;

/**
 * Tells whether a replica that broke off an exchange has ended, or is about to: it takes no
 * connection any more, or closes a new one within a moment. It belongs to one event loop.
 */
final class ReplicaProbe {

  private static final long MOMENT_MILLIS = 200;

  private final Vertx vertx;
  private final BackendConnections connections;

  ReplicaProbe(Vertx vertx, BackendConnections connections) {
    this.vertx = vertx;
    this.connections = connections;
  }

  /** True if the replica of an attempt has ended, or is about to; the future never fails. */
  Future<Boolean> hasEnded(Attempt attempt) {
    if (attempt.isFutile()) {
      return Future.succeededFuture(true);
    }
    return connections
        .request(attempt.backend(), HttpMethod.GET, "/", Lease.ONCE)
        .compose(
            leased ->
                vertx
                    .timer(MOMENT_MILLIS, TimeUnit.MILLISECONDS)
                    .map(due -> attempt.isFutile() || !isOpen(leased)),
            refused -> Future.succeededFuture(true));
  }

  /** True if the connection is still open; closes it, since nothing is sent over it. */
  private static boolean isOpen(Leased leased) {
    boolean open = leased.connection().isOpen();
    leased.onward().exceptionHandler(unused -> {});
    leased.onward().reset();
    leased.connection().release(true);
    return open;
  }
}
