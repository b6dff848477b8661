package io.dormouse.edge;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** A listener with a full queue: a connection to it is neither taken nor refused. */
public final class FullListener implements AutoCloseable {

  private static final int FULL_AFTER_MILLIS = 200;

  private final ServerSocket listener;
  private final List<Socket> fillers = new ArrayList<>();

  public FullListener() throws IOException {
    listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    while (!isFull()) {
      // The next one fills it further.
    }
  }

  public int port() {
    return listener.getLocalPort();
  }

  private boolean isFull() throws IOException {
    Socket socket = new Socket();
    fillers.add(socket);
    try {
      socket.connect(listener.getLocalSocketAddress(), FULL_AFTER_MILLIS);
      return false;
    } catch (SocketTimeoutException full) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    for (Socket filler : fillers) {
      filler.close();
    }
    listener.close();
  }
}
