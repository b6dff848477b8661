package io.dormouse.edge.forward.pool;

import io.dormouse.edge.forward.pool.BackendConnection.Leased;
import io.dormouse.edge.forward.pool.BackendConnections.Lease;
import io.dormouse.edge.observe.EdgeMetrics;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.impl.UnpooledHttpClientConnection;
import java.net.ConnectException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop to one backend. A request gets the connection that was used
 * last, or a new one. At the limit a request waits for one, but not too long, and not if too many
 * wait already. Over HTTP/2 a connection takes many requests at once.
 */
final class BackendPool implements StallWatch.Watched {

  /**
   * Limits of a pool.
   *
   * @param kept connections that requests share
   * @param once connections that are closed after one request
   * @param tunnels connections that became tunnels
   * @param waiting requests that wait for a connection
   * @param longestWait the longest wait of a request, in nanoseconds
   */
  record PoolLimits(int kept, int once, int tunnels, int waiting, long longestWait) {

    int of(Lease lease) {
      return switch (lease) {
        case KEPT -> kept;
        case ONCE -> once;
        case TUNNEL -> tunnels;
      };
    }
  }

  private record PendingRequest(RequestOptions options, Promise<Leased> leased, long since) {}

  private final PoolLimits limits;
  private final Supplier<Future<HttpClientConnection>> connector;
  private final StallWatch watch;
  private final EdgeMetrics metrics;
  private final KeepAlive keepAlive = new KeepAlive();
  private final Map<Lease, Integer> open = new EnumMap<>(Lease.class);

  /** Connections with room for a request, the last used first. */
  private final Deque<BackendConnection> free = new ArrayDeque<>();

  /** Unused connections that belong to one client each, the last used first. */
  private final Deque<BackendConnection> owned = new ArrayDeque<>();

  private final Deque<PendingRequest> queue = new ArrayDeque<>();

  /** Requests that wait for a connection of their own to open. */
  private final Set<Promise<Leased>> opening = new HashSet<>();

  BackendPool(
      PoolLimits limits,
      Supplier<Future<HttpClientConnection>> connector,
      StallWatch watch,
      EdgeMetrics metrics) {
    this.limits = limits;
    this.connector = connector;
    this.watch = watch;
    this.metrics = metrics;
  }

  /** Begins a request over a connection; fails if the backend is busy or cannot be reached. */
  Future<Leased> request(RequestOptions options, Lease lease) {
    BackendConnection known = lease == Lease.KEPT ? first() : null;
    if (known != null) {
      return takeFirst(known, options);
    } else if (mayOpen(lease)) {
      return connect(options, lease);
    }
    if (lease == Lease.KEPT && queue.size() < limits.waiting()) {
      endOne();
      return enqueue(options);
    }
    return Future.failedFuture(new ConnectionPoolTooBusyException("as many as may be"));
  }

  /** Begins a request over a connection that belongs to its client. */
  Future<Leased> request(RequestOptions options, BackendConnection own) {
    owned.remove(own);
    return own.request(options);
  }

  /** Takes back a connection that can be used again. */
  void released(BackendConnection connection) {
    if (connection.isHttp2()) {
      free.remove(connection);
    }
    if (connection.isOwned()) {
      owned.addFirst(connection);
      if (!queue.isEmpty()) {
        endOne();
      }
    } else if (connection.hasRoom()) {
      free.addFirst(connection);
    }
    serveWaiting();
  }

  /** Forgets a closed connection. */
  void closed(BackendConnection connection) {
    metrics.backends(-1);
    open.merge(connection.lease(), -1, Integer::sum);
    free.remove(connection);
    owned.remove(connection);
    serveWaiting();
  }

  /** Closes the connections that were not used for too long. */
  void closeUnused() {
    long now = System.nanoTime();
    for (BackendConnection connection : List.copyOf(free)) {
      if (connection.hasRoom()) {
        connection.noticePatience(now);
      } else {
        connection.closeIfUnused();
      }
    }
  }

  /**
   * Closes the connections that nobody uses, and fails the requests that wait for one, since the
   * backend has gone: its address may take a connection attempt without ever answering it.
   */
  void leave() {
    List.copyOf(free).forEach(BackendConnection::closeIfUnused);
    List.copyOf(owned).forEach(BackendConnection::closeIfUnused);
    List<Promise<Leased>> waiting = new ArrayList<>(opening);
    opening.clear();
    while (!queue.isEmpty()) {
      waiting.add(next().leased());
    }
    waiting.forEach(leased -> leased.fail(gone()));
  }

  /**
   * Makes room for a new connection by ending an old one, or an unused login: a client that has to
   * log in again is better off than one that is not served.
   */
  private void endOne() {
    BackendConnection old = free.peekLast();
    if (old != null && old.isOld(System.nanoTime())) {
      free.removeLast();
      old.retire();
    } else if (!owned.isEmpty()) {
      owned.removeLast().retire();
    }
  }

  KeepAlive keepAlive() {
    return keepAlive;
  }

  /** True if the pool can be forgotten. */
  boolean isEmpty() {
    return queue.isEmpty() && open.values().stream().allMatch(number -> number == 0);
  }

  @Override
  public boolean isLate(long now) {
    PendingRequest first = queue.peek();
    return first != null && now - first.since() > limits.longestWait();
  }

  @Override
  public void endLate() {
    long now = System.nanoTime();
    while (isLate(now)) {
      next().leased().fail(new ConnectionPoolTooBusyException("none came free in time"));
    }
  }

  /** The first free connection that is not old; it stays in the list. */
  private @Nullable BackendConnection first() {
    BackendConnection first = free.peekFirst();
    while (first != null && (!first.hasRoom() || first.hasUnread())) {
      free.removeFirst();
      first.closeIfUnused();
      first = free.peekFirst();
    }
    if (first != null && first.isOld(System.nanoTime())) {
      first.noticePatience(System.nanoTime());
      return null;
    }
    return first;
  }

  private Future<Leased> takeFirst(BackendConnection first, RequestOptions options) {
    Future<Leased> leased = first.request(options);
    if (!first.hasRoom()) {
      free.removeFirst();
    }
    return leased;
  }

  private Future<Leased> enqueue(RequestOptions options) {
    Promise<Leased> leased = Promise.promise();
    queue.add(new PendingRequest(options, leased, System.nanoTime()));
    metrics.waiting(1);
    watch.add(this);
    return leased.future();
  }

  private Future<Leased> connect(RequestOptions options, Lease lease) {
    open.merge(lease, 1, Integer::sum);
    Promise<Leased> leased = Promise.promise();
    opening.add(leased);
    connector
        .get()
        .onFailure(unreachable -> {
          open.merge(lease, -1, Integer::sum);
          serveWaiting();
        })
        .compose(opened -> {
          if (opening.remove(leased)) {
            return opened(opened, options, lease);
          }
          open.merge(lease, -1, Integer::sum);
          opened.close();
          serveWaiting();
          return Future.failedFuture(gone());
        })
        .onComplete(result -> {
          opening.remove(leased);
          if (result.succeeded()) {
            leased.tryComplete(result.result());
          } else {
            leased.tryFail(result.cause());
          }
        });
    return leased.future();
  }

  private Future<Leased> opened(HttpClientConnection opened, RequestOptions options, Lease lease) {
    metrics.backends(1);
    BackendConnection connection =
        new BackendConnection(this, (UnpooledHttpClientConnection) opened, lease);
    Future<Leased> leased = connection.request(options);
    if (lease == Lease.KEPT && connection.hasRoom()) {
      free.addFirst(connection);
      serveWaiting();
    }
    return leased;
  }

  private static ConnectException gone() {
    return new ConnectException("the backend has gone");
  }

  private boolean mayOpen(Lease lease) {
    return open.getOrDefault(lease, 0) < limits.of(lease);
  }

  private void serveWaiting() {
    while (!queue.isEmpty()) {
      BackendConnection first = first();
      if (first != null) {
        PendingRequest next = next();
        takeFirst(first, next.options()).onComplete(next.leased());
      } else if (mayOpen(Lease.KEPT)) {
        PendingRequest next = next();
        connect(next.options(), Lease.KEPT).onComplete(next.leased());
      } else {
        return;
      }
    }
  }

  private PendingRequest next() {
    PendingRequest next = queue.remove();
    metrics.waiting(-1);
    if (queue.isEmpty()) {
      watch.remove(this);
    }
    return next;
  }
}
