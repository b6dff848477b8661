package io.dormouse.edge;

import static java.nio.charset.StandardCharsets.US_ASCII;

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

  /** Takes all connections from now on, and answers the first request of each with {@code ok}. */
  public void takeAll() throws IOException {
    Thread.ofVirtual()
        .start(() -> {
          while (!listener.isClosed()) {
            try {
              Socket taken = listener.accept();
              Thread.ofVirtual().start(() -> answer(taken));
            } catch (IOException closed) {
              return;
            }
          }
        });
    for (Socket filler : fillers) {
      filler.close();
    }
  }

  private static void answer(Socket taken) {
    try (taken) {
      if (taken.getInputStream().read(new byte[4096]) > 0) {
        taken
            .getOutputStream()
            .write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(US_ASCII));
      }
    } catch (IOException gone) {
      // A client that left has no answer.
    }
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
