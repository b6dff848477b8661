package io.dormouse.edge.client.connection;

import io.dormouse.edge.EdgeSettings.ClientLimits;
import io.dormouse.edge.wire.StrictRequestDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a client, in any protocol: counts its bytes at the socket, tracks its requests,
 * and closes it when the client is too slow or silent for too long. It is checked now and then, so
 * a deadline may be late by a second; it is never early.
 *
 * <p>All methods belong to the connection's event loop.
 */
public final class ClientConnection extends ChannelDuplexHandler {

  /** Stands for a beginning whose time is taken at the next check of the connection. */
  private static final long JUST_NOW = Long.MIN_VALUE;

  /**
   * The upper mark is larger than one read from a backend, so that the head of an answer and two
   * reads of its body leave in one write.
   */
  private static final WriteBufferWaterMark WAITING_FOR_CLIENT =
      new WriteBufferWaterMark(32 << 10, 80 << 10);

  /** The most writes in one turn of the event loop that leave together at its end. */
  private static final int MOST_WRITES = 256;

  /** The wait for an answer after which a client that sends no more is probed. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(3);

  private static final long STALLED_NANOS = TimeUnit.SECONDS.toNanos(10);

  private record Awaited(Upload upload, MinimumRate pace) {}

  private final ClientLimits limits;
  private final ClientConnections all;
  private final ConnectionEnds ends;
  private final ChannelHandlerContext context;
  private final List<Awaited> uploads = new ArrayList<>(1);
  private final MinimumRate taking = new MinimumRate();
  private int requests;
  private boolean everAsked;
  private boolean inHead = true;
  private boolean closing;
  private boolean sendsNoMore;
  private int begun;
  private int signs;
  private long signSince;
  private @Nullable HttpServerRequest current;
  private long headSince;
  private long quietSince;
  private long stillSince;
  private long bytesIn;
  private long bytesOut;
  private long bytesMoved;

  private ClientConnection(
      ClientConnections all, ConnectionEnds ends, ChannelHandlerContext context, long now) {
    this.limits = all.limits();
    this.all = all;
    this.ends = ends;
    this.context = context;
    this.headSince = now;
    this.quietSince = now;
    this.stillSince = now;
  }

  /** Takes a connection that was just accepted, or closes it if there are too many. */
  static void install(
      HttpConnection accepted, ConnectionEnds ends, ConnectionSweep sweep, ClientConnections all) {
    ChannelHandlerContext of = ((HttpServerConnection) accepted).channelHandlerContext();
    ClientConnection connection = new ClientConnection(all, ends, of, System.nanoTime());
    of.channel().config().setWriteBufferWaterMark(WAITING_FOR_CLIENT);
    of.pipeline().addFirst(connection, new FlushConsolidationHandler(MOST_WRITES, true));
    ClosedFor refusal = all.enter(ends.address());
    sweep.add(connection);
    of.channel()
        .closeFuture()
        .addListener(closed -> {
          sweep.remove(connection);
          all.leave(ends.address());
        });
    if (refusal != null) {
      connection.close(refusal);
    }
  }

  /** The handler that was installed on this connection. */
  public static ClientConnection of(HttpConnection connection) {
    ChannelPipeline pipeline =
        ((HttpServerConnection) connection).channelHandlerContext().pipeline();
    return Objects.requireNonNull(pipeline.get(ClientConnection.class));
  }

  /** The two ends of the connection. */
  public ConnectionEnds ends() {
    return ends;
  }

  /** Runs an action when the connection is closed. */
  public void whenClosed(Runnable action) {
    context.channel().closeFuture().addListener(closed -> action.run());
  }

  /** Notes that the head of a request was read. */
  public void requestBegins(HttpServerRequest request) {
    current = request;
    begun++;
    requests++;
    everAsked = true;
    inHead = false;
  }

  /** Notes that a request was answered, or that its client is gone. */
  public void requestEnds() {
    requests--;
    quietSince = JUST_NOW;
    if (sendsNoMore) {
      context.executor().execute(this::closeIfAllIsAnswered);
    }
  }

  /** Checks the rate of a request's body from now on. */
  public void awaits(Upload upload) {
    uploads.removeIf(awaited -> awaited.upload.over());
    uploads.add(new Awaited(upload, new MinimumRate()));
  }

  @Override
  public void channelRead(ChannelHandlerContext from, Object message) throws Exception {
    if (message instanceof ByteBuf bytes) {
      bytesIn += bytes.readableBytes();
    }
    if (requests == 0 && !inHead) {
      inHead = true;
      headSince = JUST_NOW;
    }
    super.channelRead(from, message);
  }

  /**
   * Notes the end of the client's sending side. The client may still read, and gets the answers
   * that it waits for.
   */
  @Override
  public void userEventTriggered(ChannelHandlerContext from, Object event) throws Exception {
    super.userEventTriggered(from, event);
    if (event instanceof ChannelInputShutdownEvent) {
      sendsNoMore = true;
      signSince = JUST_NOW;
      closeIfAllIsAnswered();
    }
  }

  private void closeIfAllIsAnswered() {
    StrictRequestDecoder decoder = context.pipeline().get(StrictRequestDecoder.class);
    if (requests == 0 && (decoder == null || decoder.heads() <= begun)) {
      context.channel().close();
    }
  }

  /**
   * Probes a client that sends no more. If it has left altogether, the second write to it fails.
   * Only interim answers can be sent before an answer, and every client of HTTP/1.1 has to skip
   * them (RFC 9110, 15.2).
   */
  private void lookWhetherItHasLeft(long now) {
    HttpServerRequest waiting = current;
    if (requests > 0
        && waiting != null
        && waiting.version() == HttpVersion.HTTP_1_1
        && !waiting.response().headWritten()
        && now - signSince >= PATIENCE_NANOS) {
      waiting.response().writeContinue();
      signs++;
      signSince = signs % 2 == 0 ? now : signSince;
    }
  }

  @Override
  public void write(ChannelHandlerContext to, Object message, ChannelPromise promise)
      throws Exception {
    if (message instanceof ByteBuf bytes) {
      bytesOut += bytes.readableBytes();
    }
    super.write(to, message, promise);
  }

  void check(long now) {
    ChannelOutboundBuffer out = context.channel().unsafe().outboundBuffer();
    if (out == null || closing) {
      return;
    }
    headSince = headSince == JUST_NOW ? now : headSince;
    quietSince = quietSince == JUST_NOW ? now : quietSince;
    signSince = signSince == JUST_NOW ? now : signSince;
    long waiting = out.totalPendingWriteBytes();
    long taken = bytesOut - waiting + out.currentProgress();
    if (waiting > 0) {
      headSince = now;
      quietSince = now;
    }
    if (bytesIn + taken != bytesMoved) {
      bytesMoved = bytesIn + taken;
      stillSince = now;
    }
    ClosedFor reason = reason(now, waiting > 0, taken);
    if (reason != null) {
      close(reason);
    } else {
      if (sendsNoMore) {
        lookWhetherItHasLeft(now);
      }
      uploads.removeIf(awaited -> endIfSlow(awaited, now));
    }
  }

  private @Nullable ClosedFor reason(long now, boolean somethingWaits, long taken) {
    if (taking.tooSlow(now, somethingWaits, taken, limits.rateWindow(), rate())) {
      return ClosedFor.SLOW_READER;
    } else if (requests > 0) {
      return now - stillSince >= idleNanos() ? ClosedFor.IDLE : null;
    } else if (inHead && now - headSince >= limits.headTimeout().toNanos() && headIsTimed()) {
      return ClosedFor.HEAD_TIMEOUT;
    }
    return now - quietSince >= limits.keepAlive().toNanos() ? ClosedFor.KEEPALIVE : null;
  }

  /**
   * The longest time without movement while a request is served. In the middle of an answer no
   * probe can be sent to a client that sends no more, so it gets less time.
   */
  private long idleNanos() {
    long usual = limits.idleTimeout().toNanos();
    HttpServerRequest waiting = current;
    return sendsNoMore && waiting != null && waiting.response().headWritten()
        ? Math.min(usual, STALLED_NANOS)
        : usual;
  }

  /**
   * True if the bytes that come are the head of a request. In HTTP/2, bytes between requests need
   * not be one.
   */
  private boolean headIsTimed() {
    return !everAsked || context.pipeline().get(StrictRequestDecoder.class) != null;
  }

  private boolean endIfSlow(Awaited awaited, long now) {
    Upload upload = awaited.upload;
    if (upload.over()) {
      return true;
    }
    boolean slow =
        awaited.pace.tooSlow(now, !upload.heldBack(), upload.bytes(), limits.rateWindow(), rate());
    if (slow) {
      all.closing(ClosedFor.SLOW_BODY);
      upload.abort();
    }
    return slow;
  }

  private long rate() {
    return limits.rateLeast().bytes();
  }

  /**
   * Closes without flushing, and in turn with other work, since a thousand may be due at once. Data
   * that a slow reader has not taken is discarded, or the kernel would keep it.
   */
  private void close(ClosedFor reason) {
    all.closing(reason);
    if (reason == ClosedFor.SLOW_READER) {
      context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
    }
    ChannelHandlerContext here = context.pipeline().context(this);
    if (here != null) {
      closing = true;
      here.executor().execute(here::close);
    }
  }
}
