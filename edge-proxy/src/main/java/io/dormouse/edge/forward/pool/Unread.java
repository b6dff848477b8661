package io.dormouse.edge.forward.pool;

import io.netty.channel.Channel;
import io.netty.channel.nio.AbstractNioChannel.NioUnsafe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** Looking at a connection over which nothing is due, before the event loop does. */
public final class Unread {

  private Unread() {}

  /**
   * True if something came over a connection, be it its end or a reset. A byte that came is taken
   * off, so the connection can only be closed then. On the event loop of the connection.
   */
  public static boolean isThere(Channel channel) {
    if (channel.unsafe() instanceof NioUnsafe unsafe
        && unsafe.ch() instanceof ReadableByteChannel socket) {
      try {
        return socket.read(ByteBuffer.allocate(1)) != 0;
      } catch (IOException broken) {
        return true;
      }
    }
    return false;
  }
}
