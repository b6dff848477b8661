package io.dormouse.edge;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** A backend that sends exactly the bytes it is told to, whatever was asked. */
public final class RawBackend implements AutoCloseable {

  private final ServerSocket listener;
  private final byte[] answer;
  private final boolean oneMore;
  private final AtomicInteger answered = new AtomicInteger();

  private RawBackend(String answer, boolean oneMore) throws IOException {
    this.listener = new ServerSocket(0);
    this.answer = answer.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    this.oneMore = oneMore;
    Thread.ofVirtual().start(this::accept);
  }

  /** Answers one request of each connection and closes it; lines end with CR LF. */
  public static RawBackend closingAfter(String answer) throws IOException {
    return new RawBackend(answer, false);
  }

  /** Answers one request of each connection, and closes it when the second has come. */
  public static RawBackend closingAtTheSecondRequest(String answer) throws IOException {
    return new RawBackend(answer, true);
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** The number of requests that were answered. */
  public int answered() {
    return answered.get();
  }

  private void accept() {
    try {
      while (true) {
        try (Socket socket = listener.accept()) {
          serve(socket);
        }
      }
    } catch (IOException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(Socket socket) throws IOException {
    if (readHead(socket.getInputStream())) {
      answered.incrementAndGet();
      socket.getOutputStream().write(answer);
      socket.getOutputStream().flush();
      if (oneMore) {
        readHead(socket.getInputStream());
      }
    }
  }

  private static boolean readHead(InputStream in) throws IOException {
    int ends = 0;
    for (int b = in.read(); b >= 0; b = in.read()) {
      ends = b == '\n' ? ends + 1 : b == '\r' ? ends : 0;
      if (ends == 2) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
