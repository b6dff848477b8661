package io.dormouse.edge.wire.http2;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.util.concurrent.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.impl.http2.codec.Http2ServerConnectionImpl;
import io.vertx.core.http.impl.http2.codec.VertxHttp2ConnectionHandler;
import io.vertx.core.net.impl.ShutdownEvent;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Ends an HTTP/2 connection in two steps (RFC 9113, 6.8), since the client may have sent requests
 * before it learned of the end. It is told first that there will be no more streams, without naming
 * the last one. When it has acknowledged that, or after two seconds or half of the time there is,
 * the codec behind names the last stream, and closes when all have ended or the time is over.
 *
 * <p>All methods belong to the connection's event loop.
 */
final class GracefulGoAway extends ChannelInboundHandlerAdapter {

  private static final int ANY_STREAM = Integer.MAX_VALUE;
  private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final VertxHttp2ConnectionHandler<Http2ServerConnectionImpl> codec;
  private long deadlineNanos;
  private boolean announced;
  private boolean ending;

  GracefulGoAway(VertxHttp2ConnectionHandler<Http2ServerConnectionImpl> codec) {
    this.codec = codec;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext from, Object event) {
    if (event instanceof ShutdownEvent shutdown && !shutdown.timeout().isZero()) {
      if (!announced) {
        announced = true;
        announce(from, shutdown.timeout().toNanos());
      }
    } else {
      from.fireUserEventTriggered(event);
    }
  }

  private void announce(ChannelHandlerContext on, long patienceNanos) {
    deadlineNanos = System.nanoTime() + patienceNanos;
    ChannelHandlerContext to = codec.context();
    codec
        .encoder()
        .frameWriter()
        .writeGoAway(
            to, ANY_STREAM, Http2Error.NO_ERROR.code(), Unpooled.EMPTY_BUFFER, to.newPromise());
    to.flush();
    codec
        .connectFuture()
        .addListener((Future<Http2ServerConnectionImpl> connected) -> {
          if (connected.isSuccess()) {
            connected
                .getNow()
                .ping(Buffer.buffer(new byte[Long.BYTES]))
                .onSuccess(heard -> end(on));
          }
        });
    long wait = Math.min(LONGEST_WAIT_NANOS, patienceNanos / 2);
    on.executor().schedule(() -> end(on), wait, TimeUnit.NANOSECONDS);
  }

  private void end(ChannelHandlerContext on) {
    if (!ending && !on.isRemoved()) {
      ending = true;
      Duration left = Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
      on.fireUserEventTriggered(new ShutdownEvent(left));
    }
  }
}
