package io.dormouse.edge.client.connection;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Checks the connections of one event loop twice a second, so that none of them needs a timer of
 * its own. Its delay measures how busy the loop is.
 */
public final class ConnectionSweep {

  private static final long PERIOD_MILLIS = 500;

  private final ClientConnections all;
  private final ConnectionCounts counts;
  private final Set<ClientConnection> mine = new HashSet<>();
  private final Vertx vertx;
  private final long timer;
  private long last = System.nanoTime();

  /** Must be created on the event loop. */
  public ConnectionSweep(Vertx vertx, ClientConnections all, ConnectionCounts counts) {
    this.vertx = vertx;
    this.all = all;
    this.counts = counts;
    this.timer = vertx.setPeriodic(PERIOD_MILLIS, due -> sweep());
  }

  /** Takes a connection that was accepted, or closes it because there are too many. */
  public void take(HttpConnection connection, ConnectionEnds ends) {
    ClientConnection.install(connection, ends, this, all);
  }

  public void close() {
    vertx.cancelTimer(timer);
  }

  void add(ClientConnection connection) {
    mine.add(connection);
  }

  void remove(ClientConnection connection) {
    mine.remove(connection);
  }

  private void sweep() {
    long now = System.nanoTime();
    counts.loopLag(Math.max(0, now - last - PERIOD_MILLIS * 1_000_000));
    last = now;
    List.copyOf(mine).forEach(connection -> connection.check(now));
  }
}
