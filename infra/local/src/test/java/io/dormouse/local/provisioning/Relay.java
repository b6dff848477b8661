package io.dormouse.local.provisioning;

import io.dormouse.local.provisioning.Trap.Side;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * A relay between a program and a server that reports each call to a {@link Trap}. A call begins
 * when the program sends after an answer of the server, and ends with the next answer.
 */
final class Relay implements AutoCloseable {

  private static final int CHUNK = 64 * 1024;

  private final int server;
  private final Trap trap;
  private final ServerSocket listener;

  private Relay(int server, Trap trap) throws IOException {
    this.server = server;
    this.trap = trap;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  /**
   * Begins to listen.
   *
   * @param server its port on the loopback address
   */
  static Relay to(int server, Trap trap) throws IOException {
    Relay relay = new Relay(server, trap);
    Thread.ofVirtual().start(relay::accept);
    return relay;
  }

  int port() {
    return listener.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Thread.ofVirtual().start(() -> connect(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void connect(Socket client) {
    try (client;
        Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server)) {
      client.setTcpNoDelay(true);
      upstream.setTcpNoDelay(true);
      new Connection(client, upstream).run();
    } catch (IOException | InterruptedException gone) {
      // One side is gone, and now the other is.
    }
  }

  /** One of the program's connections. */
  private final class Connection {

    private final Socket client;
    private final Socket upstream;
    private volatile int call;

    Connection(Socket client, Socket upstream) {
      this.client = client;
      this.upstream = upstream;
    }

    void run() throws InterruptedException {
      Thread answers = Thread.ofVirtual().start(() -> copy(upstream, client, Side.AFTER));
      copy(client, upstream, Side.BEFORE);
      answers.join();
    }

    private void copy(Socket from, Socket to, Side side) {
      byte[] chunk = new byte[CHUNK];
      try (from;
          to) {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int read = in.read(chunk); read > 0; read = in.read(chunk)) {
          if (isTheEnd(side)) {
            return;
          }
          out.write(chunk, 0, read);
        }
      } catch (IOException | InterruptedException gone) {
        // One side is gone, and now the other is.
      }
    }

    private boolean isTheEnd(Side side) throws InterruptedException {
      if (side == Side.BEFORE) {
        if (call == 0) {
          call = trap.begin();
        }
        return call > 0 && trap.catches(call, side);
      }
      int answered = call;
      call = 0;
      return answered > 0 && trap.catches(answered, side);
    }
  }
}
