package io.dormouse.edge.forward.pool;

import io.netty.channel.Channel;
import io.netty.channel.nio.AbstractNioChannel.NioUnsafe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** Checks an idle connection for input before the event loop does. */
public final class SocketPeek {

  private SocketPeek() {}

  /**
   * True if input came over a connection, even its end or a reset. A byte that came is consumed, so
   * the connection can only be closed then. Called on the event loop of the connection.
   */
  public static boolean hasInput(Channel channel) {
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
