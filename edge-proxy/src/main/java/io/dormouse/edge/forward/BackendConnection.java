package io.dormouse.edge.forward;

import io.dormouse.edge.forward.BackendConnections.Lease;
import io.dormouse.edge.wire.AnswerGuard;
import io.dormouse.edge.wire.Unread;
import io.netty.channel.Channel;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.impl.UnpooledHttpClientConnection;
import org.jspecify.annotations.Nullable;

/** One connection to a backend and how many requests use it; of one event loop. */
final class BackendConnection {

  /** A request that can be sent over a connection. */
  record Leased(HttpClientRequest onward, BackendConnection connection) {}

  /** What is read at once is sent on at once. */
  static final int LARGEST_PIECE = 64 << 10;

  private final BackendPool pool;
  private final UnpooledHttpClientConnection connection;
  private final Lease lease;
  private final @Nullable AnswerGuard guard;
  private int requests;
  private int writtenBefore;
  private boolean usable = true;
  private boolean freeWhenRead;

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
        .addListener(
            closed -> connection.unwrap().context().runOnContext(then -> pool.closed(this)));
  }

  /** Begins a request, which uses it until it is released. */
  Future<Leased> request(RequestOptions options) {
    requests++;
    writtenBefore = guard == null ? 0 : guard.written();
    return connection
        .request(options)
        .onFailure(none -> release(false))
        .map(onward -> new Leased(onward, this));
  }

  /**
   * A request and its answer are complete.
   *
   * @param backendIsGone whether nobody will use it again
   */
  void release(boolean backendIsGone) {
    requests--;
    if (lease != Lease.KEPT || backendIsGone || !isUsable()) {
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

  /** All that came was read, and nothing was behind the answer. */
  private void read() {
    if (freeWhenRead) {
      freeWhenRead = false;
      pool.released(this);
    }
  }

  /**
   * Bytes came that belong to no answer. An answer that is still on its way to its client gets
   * there; a request that was not written yet is sent elsewhere.
   */
  private void spent() {
    usable = false;
    if (requests == 0 || (guard != null && guard.written() == writtenBefore)) {
      abort();
    }
  }

  /** Closes it if nobody uses it. */
  void closeIfUnused() {
    if (requests == 0) {
      usable = false;
      connection.close();
    }
  }

  /**
   * Closes a connection of HTTP/1 at once. Closing it in the usual way waits until the backend has
   * taken what was written, and one that reads no more would keep it open.
   */
  void abort() {
    if (!isHttp2()) {
      connection.unwrap().channelHandlerContext().close();
    }
  }

  void close() {
    connection.close();
  }

  /** Whether another request can be sent over it now. */
  boolean hasRoom() {
    return isUsable() && requests < (isHttp2() ? connection.maxActiveStreams() : 1);
  }

  boolean isOpen() {
    return channel().isActive();
  }

  /** Whether it was not told to end, and was not unused for too long. */
  private boolean isUsable() {
    return usable
        && isOpen()
        && (guard == null || !guard.isSpent())
        && connection.unwrap().isValid();
  }

  /** Whether something came since its last answer, such as its end; then it can only be closed. */
  boolean hasUnread() {
    return guard != null && Unread.isThere(channel());
  }

  boolean isHttp2() {
    return connection.protocolVersion() == HttpVersion.HTTP_2;
  }

  Lease lease() {
    return lease;
  }

  /** What reads its answers first; null for HTTP/2. */
  @Nullable AnswerGuard guard() {
    return guard;
  }

  private Channel channel() {
    return connection.unwrap().channelHandlerContext().channel();
  }
}
