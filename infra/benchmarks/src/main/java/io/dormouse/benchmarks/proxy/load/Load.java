package io.dormouse.benchmarks.proxy.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests at a constant rate, however slow the answers are. The time of a request that has
 * to wait for a connection counts from the moment it was due. Everything happens on one event loop.
 */
public final class Load implements LoadConnection.ResponseListener, AutoCloseable {

  private static final int CONNECTIONS = 64;
  private static final int SIGNIFICANT_DIGITS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final EventLoopGroup loop;
  private final int port;
  private final Requests requests;
  private final Deque<LoadConnection> idle = new ArrayDeque<>();
  private final Deque<Integer> late = new ArrayDeque<>();
  private @Nullable Series series;
  private boolean closed;

  /** Opens the connections that are kept open. */
  public Load(EventLoopGroup loop, int port, Requests requests) {
    this.loop = loop;
    this.port = port;
    this.requests = requests;
    for (int i = 0; i < CONNECTIONS; i++) {
      connect(idle::push).syncUninterruptibly();
    }
  }

  /** Sends requests at this rate per second for this time, and waits for their answers. */
  public LoadResult run(double rate, Duration time) {
    Series next = new Series((int) (rate * time.toNanos() / 1e9), 1e9 / rate);
    loop.submit(
            () -> {
              series = next;
            })
        .syncUninterruptibly();
    next.send();
    next.done.completeOnTimeout(null, PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
    return loop.submit(
            () -> {
              series = null;
              late.clear();
              return next.result();
            })
        .syncUninterruptibly()
        .getNow();
  }

  @Override
  public void close() {
    loop.submit(
            () -> {
              closed = true;
              idle.forEach(LoadConnection::close);
            })
        .syncUninterruptibly();
  }

  @Override
  public void answered(LoadConnection connection, int request) {
    if (series != null) {
      series.answered(request);
    }
    if (requests.isFresh(request)) {
      connection.close();
      return;
    }
    Integer waiting = late.poll();
    if (waiting == null) {
      idle.push(connection);
    } else {
      connection.send(waiting, requests.bytes(waiting));
    }
  }

  @Override
  public void failed(int request, String why) {
    if (series != null) {
      series.failed(why);
    }
    if (!requests.isFresh(request)) {
      replace();
    }
  }

  @Override
  public void left(LoadConnection connection) {
    if (idle.remove(connection)) {
      replace();
    }
  }

  private void replace() {
    if (!closed) {
      connect(idle::push);
    }
  }

  private ChannelFuture connect(Consumer<LoadConnection> then) {
    return new Bootstrap()
        .group(loop)
        .channel(NioSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        .handler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                channel.pipeline().addLast(new LoadConnection(Load.this, channel));
              }
            })
        .connect("127.0.0.1", port)
        .addListener((ChannelFuture opened) -> {
          if (opened.isSuccess()) {
            then.accept(opened.channel().pipeline().get(LoadConnection.class));
          } else if (series != null) {
            series.failed(opened.cause().toString());
          }
        });
  }

  /** One series of requests, and its results. */
  private final class Series {

    private final int count;
    private final double gap;
    private final long begin = System.nanoTime();
    private final Histogram nanos = new Histogram(SIGNIFICANT_DIGITS);
    private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
    private int failed;
    private String failure = "no answer";

    Series(int count, double gap) {
      this.count = count;
      this.gap = gap;
    }

    /**
     * Sends the requests when they are due. The caller's thread keeps the time, since the event
     * loop counts in milliseconds only.
     */
    void send() {
      for (int request = 0; request < count; request++) {
        int number = request;
        for (long left = due(number) - System.nanoTime(); left > 0; ) {
          LockSupport.parkNanos(left);
          left = due(number) - System.nanoTime();
        }
        loop.execute(() -> send(number));
      }
    }

    private void send(int request) {
      if (requests.isFresh(request)) {
        connect(connection -> connection.send(request, requests.bytes(request)));
      } else if (idle.isEmpty()) {
        late.add(request);
      } else {
        idle.pop().send(request, requests.bytes(request));
      }
    }

    private long due(int request) {
      return begin + (long) (request * gap);
    }

    void answered(int request) {
      nanos.recordValue(Math.max(0, System.nanoTime() - due(request)));
      endIfAll();
    }

    void failed(String why) {
      failure = failed == 0 ? why : failure;
      failed++;
      endIfAll();
    }

    private void endIfAll() {
      if (nanos.getTotalCount() + failed == count) {
        done.complete(null);
      }
    }

    LoadResult result() {
      return new LoadResult(nanos, count - (int) nanos.getTotalCount(), failure);
    }
  }
}
