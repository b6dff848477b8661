package io.dormouse.edge.forward.pool;

import io.dormouse.edge.forward.pool.BackendConnections.Lease;
import io.dormouse.edge.wire.AnswerGuard;
import io.netty.channel.Channel;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.impl.UnpooledHttpClientConnection;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a backend, and the number of requests that use it. It belongs to one event
 * loop.
 */
public final class BackendConnection {

  /** A request that can be sent over a connection. */
  public record Leased(HttpClientRequest onward, BackendConnection connection) {}

  /** The largest piece of a body that is read, and sent on, at once. */
  static final int LARGEST_PIECE = 64 << 10;

  private final BackendPool pool;
  private final UnpooledHttpClientConnection connection;
  private final Lease lease;
  private final @Nullable AnswerGuard guard;
  private int requests;
  private int writtenBefore;
  private boolean usable = true;
  private boolean freeWhenRead;
  private boolean owned;
  private long unusedSince = System.nanoTime();
  private long unusedBefore;
  private boolean hasExceeded;

  BackendConnection(BackendPool pool, UnpooledHttpClientConnection connection, Lease lease) {
    this.pool = pool;
    this.connection = connection;
    this.lease = lease;
    this.guard = AnswerGuard.install(connection.unwrap(), LARGEST_PIECE);
    if (guard != null) {
      guard.whenSpent(this::spent);
      guard.whenRead(this::read);
    }
    connection.exceptionHandler(broken -> {});
    connection.unwrap().evictionHandler(lastOfIt -> usable = false);
    channel()
        .closeFuture()
        .addListener(closed -> {
          noticeEnd();
          connection.unwrap().context().runOnContext(then -> pool.closed(this));
        });
  }

  /** Begins a request, which uses the connection until it is released. */
  Future<Leased> request(RequestOptions options) {
    unusedBefore = unused(System.nanoTime());
    requests++;
    freeWhenRead = false;
    writtenBefore = guard == null ? 0 : guard.written();
    return connection
        .request(options)
        .onFailure(none -> release(false))
        .map(onward -> new Leased(onward, this));
  }

  /**
   * Releases the connection from a request that is complete with its answer.
   *
   * @param backendIsGone true if nobody will use the connection again
   */
  public void release(boolean backendIsGone) {
    requests--;
    unusedSince = System.nanoTime();
    hasExceeded = false;
    if (backendIsGone || !isUsable() || !(owned || lease == Lease.KEPT)) {
      usable = false;
      if (requests == 0) {
        connection.close();
      }
    } else if (guard != null && guard.isReading()) {
      freeWhenRead = true;
    } else {
      pool.released(this);
    }
  }

  /**
   * Gives the connection to one client. From now on the pool does not hand it out.
   *
   * @param whenClosed runs when the connection is closed
   */
  void own(Runnable whenClosed) {
    owned = true;
    channel().closeFuture().addListener(closed -> whenClosed.run());
  }

  boolean isOwned() {
    return owned;
  }

  /** Takes no other request; closes the connection as soon as it is unused. */
  void retire() {
    usable = false;
    closeIfUnused();
  }

  /** Returns the connection to its pool once all input was read and nothing followed the answer. */
  private void read() {
    if (freeWhenRead) {
      freeWhenRead = false;
      pool.released(this);
    }
  }

  /**
   * Handles bytes that belong to no answer. An answer that is still on its way to its client gets
   * there; a request that was not written yet is sent elsewhere.
   */
  private void spent() {
    noticeEnd();
    usable = false;
    if (requests == 0 || (guard != null && guard.written() == writtenBefore)) {
      abort();
    }
  }

  /** The nanoseconds since the last use; 0 during one. */
  private long unused(long now) {
    return requests > 0 ? 0 : now - unusedSince;
  }

  /** True if the backend will probably end the connection soon. */
  boolean isOld(long now) {
    long unused = unused(now);
    long told = guard == null ? Long.MAX_VALUE : KeepAlive.below(guard.keptFor());
    return unused > Math.min(told, pool.keepAlive().longest());
  }

  /** Reports once that the backend keeps the connection longer than was known. */
  void noticePatience(long now) {
    long unused = unused(now);
    if (!hasExceeded && pool.keepAlive().isExceededBy(unused)) {
      hasExceeded = true;
      pool.keepAlive().exceeded(unused);
    }
  }

  /**
   * Notes that the backend ends the connection. If no request uses it, it was unused for too long.
   */
  private void noticeEnd() {
    if (usable && requests == 0 && !owned) {
      pool.keepAlive().ended(unused(System.nanoTime()));
    }
  }

  /** Notes that the backend ended the connection before it took the current request. */
  public void endMet() {
    if (guard != null && guard.mayBeStale()) {
      pool.keepAlive().ended(unusedBefore);
    }
  }

  /** Closes the connection if it is unused. */
  void closeIfUnused() {
    if (requests == 0) {
      usable = false;
      connection.close();
    }
  }

  /**
   * Closes a connection of HTTP/1 at once. The usual way to close waits until the backend has taken
   * everything written, and a backend that reads no more would keep the connection open.
   */
  public void abort() {
    if (!isHttp2()) {
      connection.unwrap().channelHandlerContext().close();
    }
  }

  public void close() {
    connection.close();
  }

  /** True if another request can be sent over the connection now. */
  boolean hasRoom() {
    return isUsable() && requests < (isHttp2() ? connection.maxActiveStreams() : 1);
  }

  public boolean isOpen() {
    return channel().isActive();
  }

  /** True if the connection is not about to end, and was not unused for too long. */
  private boolean isUsable() {
    return usable
        && isOpen()
        && (guard == null || !guard.isSpent())
        && (owned || connection.unwrap().isValid());
  }

  /**
   * True if anything came since the last answer, such as the end of the stream; then the connection
   * can only be closed.
   */
  boolean hasUnread() {
    boolean unread = guard != null && SocketPeek.hasInput(channel());
    if (unread) {
      noticeEnd();
    }
    return unread;
  }

  boolean isHttp2() {
    return connection.protocolVersion() == HttpVersion.HTTP_2;
  }

  BackendPool pool() {
    return pool;
  }

  Lease lease() {
    return lease;
  }

  /** The handler that reads the answers first; null for HTTP/2. */
  public @Nullable AnswerGuard guard() {
    return guard;
  }

  private Channel channel() {
    return connection.unwrap().channelHandlerContext().channel();
  }
}
