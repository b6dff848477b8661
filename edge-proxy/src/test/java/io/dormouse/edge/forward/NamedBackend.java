package io.dormouse.edge.forward;

import io.dormouse.language.instance.Endpoint;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A backend for many connections at once. It answers each request with its own name, or behaves as
 * it is told, and remembers the requests.
 */
public final class NamedBackend implements AutoCloseable {

  /** The backend's reaction to a request whose head was read. */
  public interface Behaviour {

    /** Returns true if the connection stays open. */
    boolean serve(Asked request) throws IOException;
  }

  /**
   * A request, and the connection to answer it on.
   *
   * @param body the body, if the request told its length
   */
  public record Asked(
      String name, String line, List<String> head, InputStream in, Socket socket, String body) {

    public Asked answer(String text) throws IOException {
      return write(
          "HTTP/1.1 200 OK\r\nContent-Length: %d\r\nX-Backend: %s\r\n\r\n%s"
              .formatted(text.length(), name, text));
    }

    public Asked write(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      return this;
    }

    public String header(String header) {
      String prefix = header.toLowerCase(Locale.ROOT) + ":";
      return head.stream()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
          .map(line -> line.substring(prefix.length()).strip())
          .findFirst()
          .orElse("");
    }
  }

  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  private final String name;
  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicInteger connections = new AtomicInteger();
  private final Thread acceptor;
  private volatile Behaviour behaviour;
  private volatile boolean readsBodies = true;

  public NamedBackend(String name) throws IOException {
    this(name, 0, NamedBackend::sayName);
  }

  public NamedBackend(String name, int port, Behaviour behaviour) throws IOException {
    this.name = name;
    this.behaviour = behaviour;
    this.listener = new ServerSocket(port, 1000, InetAddress.getByAddress(LOOPBACK));
    this.acceptor = Thread.ofVirtual().start(this::accept);
  }

  public static boolean sayName(Asked request) throws IOException {
    request.answer(request.name());
    return true;
  }

  public static boolean nonsense(Asked request) throws IOException {
    request.write("SSH-2.0\r\n\r\n");
    return false;
  }

  /** Waits within a behaviour. */
  public static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  public void behaves(Behaviour other) {
    behaviour = other;
  }

  /** Leaves the bodies of requests unread. */
  public void leavesBodies() {
    readsBodies = false;
  }

  public int port() {
    return listener.getLocalPort();
  }

  public Endpoint as(int replica, long generation) {
    return new Endpoint(replica, generation, "127.0.0.1", port());
  }

  /** The number of requests; the list has all of them only if they are few. */
  public int count() {
    return count.get();
  }

  public List<Asked> asked() {
    return asked;
  }

  /** The number of connections that were ever taken. */
  public int connections() {
    return connections.get();
  }

  /** The number of connections that are still open, as far as reading has shown. */
  public int open() {
    return open.size();
  }

  public void closeConnections() throws IOException {
    for (Socket socket : List.copyOf(open)) {
      socket.shutdownOutput();
    }
  }

  /** Resets all connections, so that the next write to them fails. */
  public void resetConnections() throws IOException {
    for (Socket socket : open) {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        open.add(socket);
        connections.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (List<String> head = head(in); !head.isEmpty(); head = head(in)) {
        Asked request = request(socket, in, head);
        if (count.incrementAndGet() <= 1_000) {
          asked.add(request);
        }
        if (!behaviour.serve(request)) {
          return;
        }
      }
    } catch (IOException gone) {
      // The other side has left, as some tests intend.
    } finally {
      open.remove(socket);
    }
  }

  private Asked request(Socket socket, InputStream in, List<String> head) throws IOException {
    Asked request = new Asked(name, head.get(0), head, in, socket, "");
    String length = request.header("Content-Length");
    if (length.isEmpty() || !readsBodies) {
      return request;
    }
    String body = new String(in.readNBytes(Integer.parseInt(length)), StandardCharsets.ISO_8859_1);
    return new Asked(name, head.get(0), head, in, socket, body);
  }

  /** The lines of the next head; empty at the end of the stream. */
  private static List<String> head(InputStream in) throws IOException {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b >= 0; b = in.read()) {
      if (b == '\n' && line.isEmpty()) {
        return lines;
      } else if (b == '\n') {
        lines.add(line.toString());
        line.setLength(0);
      } else if (b != '\r') {
        line.append((char) b);
      }
    }
    return List.of();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    try {
      acceptor.join();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    for (Socket socket : open) {
      socket.close();
    }
  }
}
