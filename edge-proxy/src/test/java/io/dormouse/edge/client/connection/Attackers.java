package io.dormouse.edge.client.connection;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/** Many connections that begin something and then give or take next to nothing. */
final class Attackers implements AutoCloseable {

  private static final long PAUSE_NANOS = 200_000_000;
  private static final int SMALL_WINDOW = 4096;

  private final List<SocketChannel> open = new ArrayList<>();
  private final Thread thread;
  private final byte[] drip;
  private final ByteBuffer taken;
  private volatile int left;
  private volatile boolean closing;

  /**
   * Connects the attackers and sends their first bytes.
   *
   * @param begin bytes that each sends first
   * @param drip bytes that each sends five times a second
   * @param taken number of bytes that each takes as often
   */
  Attackers(int port, int count, IntFunction<String> begin, String drip, int taken)
      throws IOException {
    this.taken = ByteBuffer.allocate(taken);
    this.drip = drip.getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < count; i++) {
      SocketChannel channel = SocketChannel.open();
      open.add(channel);
      channel.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_WINDOW);
      channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      channel.write(ByteBuffer.wrap(begin.apply(i).getBytes(StandardCharsets.US_ASCII)));
      channel.configureBlocking(false);
    }
    left = count;
    thread = Thread.ofPlatform().start(this::run);
  }

  /** The number of attackers that are still connected, as far as they know. */
  int left() {
    return left;
  }

  private void run() {
    while (!closing) {
      open.removeIf(channel -> !goesOn(channel));
      left = open.size();
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    open.forEach(Attackers::end);
  }

  private boolean goesOn(SocketChannel channel) {
    boolean on;
    try {
      channel.write(ByteBuffer.wrap(drip));
      on = channel.read(taken.clear()) >= 0;
    } catch (IOException reset) {
      on = false;
    }
    if (!on) {
      end(channel);
    }
    return on;
  }

  private static void end(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    closing = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
