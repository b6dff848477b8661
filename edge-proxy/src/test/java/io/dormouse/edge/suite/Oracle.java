package io.dormouse.edge.suite;

import io.dormouse.edge.suite.vectors.Expected;
import io.dormouse.edge.suite.vectors.Message;
import io.dormouse.edge.suite.vectors.MessageReader;
import io.dormouse.edge.suite.vectors.MessageReader.Fault;
import io.dormouse.edge.suite.vectors.Vector.BackendAnswer;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A backend that records every byte it gets and reads like the strictest reader. It answers the
 * first request of a recording as it is told, and all others with an echo of the request.
 */
public final class Oracle implements AutoCloseable {

  /** RFC 6455, 1.3. */
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private static final int PATIENCE_MILLIS = 3_000;

  private final ServerSocket listener;
  private volatile Recording recording = new Recording(null, 0, 0);

  Oracle() throws IOException {
    listener = new ServerSocket(0);
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /**
   * Begins a recording.
   *
   * @param answer to the first request, or null for a usual one
   * @param tunnelled number of bytes that are awaited in a tunnel
   */
  public Recording record(@Nullable BackendAnswer answer, int tunnelled) {
    recording = new Recording(answer, tunnelled, 0);
    return recording;
  }

  /** Begins a recording whose first connections are served by the caller, and not recorded. */
  Recording recordWithoutFirst(int connections) {
    recording = new Recording(null, 0, connections);
    return recording;
  }

  /** The recording that was begun last. */
  Recording recording() {
    return recording;
  }

  /** The usual answer to this request; its head must hold nothing of other answers. */
  public static Expected usual(Expected request) {
    return Expected.answer(200)
        .body("oracle " + request.start().replace(" HTTP/1.", ""))
        .without("Set-Cookie", "X-Pad", "Link", "X");
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        recording.take(socket);
      }
    } catch (IOException closed) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    recording.end();
    listener.close();
  }

  /** The input between two moments. */
  public static final class Recording {

    private final @Nullable BackendAnswer answer;
    private final int tunnelled;
    private final AtomicBoolean answered = new AtomicBoolean();
    private final List<Message> requests = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final List<Socket> sockets = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final BlockingQueue<Socket> handedOver = new LinkedBlockingQueue<>();
    private final List<Integer> connections = new ArrayList<>();
    private int toHandOver;
    private boolean cut;
    private @Nullable Socket scripted;

    private Recording(@Nullable BackendAnswer answer, int tunnelled, int toHandOver) {
      this.answer = answer;
      this.tunnelled = tunnelled;
      this.toHandOver = toHandOver;
    }

    /** The next connection that the caller serves. */
    Socket handedOver() throws IOException {
      try {
        Socket socket = handedOver.poll(Peer.PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        if (socket == null) {
          throw new Fault("was not connected to");
        }
        return socket;
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }

    public synchronized List<Message> requests() {
      return List.copyOf(requests);
    }

    /** The errors in the input. */
    public synchronized List<String> faults() {
      return List.copyOf(faults);
    }

    /** The number of the connection of each request, with those of the suite. */
    synchronized List<Integer> connections() {
      return List.copyOf(connections);
    }

    /** Sends the late bytes, over the connection of the scripted answer. */
    void sendLate() {
      Socket socket;
      synchronized (this) {
        socket = scripted;
      }
      if (socket != null && answer != null && !answer.late().isEmpty()) {
        try {
          write(socket, answer.late());
        } catch (IOException closed) {
          return;
        }
      }
    }

    /** True if a request began and did not end. */
    public synchronized boolean cut() {
      return cut;
    }

    /** Every byte, of all connections. */
    public String bytes() {
      return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    private static void shutDown(Socket socket) {
      try {
        socket.shutdownOutput();
      } catch (IOException alreadyClosed) {
        return;
      }
    }

    /** Ends all connections, and waits until the proxy has ended its side of them. */
    public void end() throws IOException {
      List<Thread> all;
      synchronized (this) {
        sockets.forEach(Recording::shutDown);
        all = List.copyOf(threads);
      }
      for (Thread thread : all) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
      }
    }

    private synchronized void take(Socket socket) throws IOException {
      if (toHandOver > 0) {
        toHandOver--;
        handedOver.add(socket);
        return;
      }
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(PATIENCE_MILLIS);
      sockets.add(socket);
      threads.add(Thread.ofVirtual().start(() -> serve(socket)));
    }

    private void serve(Socket socket) {
      try (socket) {
        InputStream in = new BufferedInputStream(new Tee(socket.getInputStream(), bytes));
        MessageReader reader = new MessageReader(in);
        for (Message request = reader.request(); request != null; request = reader.request()) {
          cameOver(socket);
          boolean first = !request.isFromTheSuite() && answered.compareAndSet(false, true);
          if (answer != null && first) {
            scripted(socket, reader, request, answer);
            if (answer.closes()) {
              return;
            }
          } else {
            add(request);
            write(socket, usual(request));
          }
        }
      } catch (Fault fault) {
        synchronized (this) {
          faults.add(String.valueOf(fault.getMessage()));
        }
      } catch (EOFException end) {
        synchronized (this) {
          cut = true;
        }
      } catch (IOException gone) {
        // Reset by the proxy.
      }
    }

    private void scripted(
        Socket socket, MessageReader reader, Message request, BackendAnswer script)
        throws IOException {
      if (!script.bytes().startsWith("HTTP/1.1 101")) {
        add(request);
        synchronized (this) {
          scripted = socket;
        }
        write(socket, script.bytes());
        return;
      }
      String key = request.has("Sec-WebSocket-Key") ? request.all("Sec-WebSocket-Key").get(0) : "";
      write(socket, script.bytes().replace("{accept}", accept(key)));
      String early = reader.upTo(tunnelled);
      socket.shutdownOutput();
      add(request.withBody(early + reader.rest()));
    }

    private synchronized void cameOver(Socket socket) {
      connections.add(sockets.indexOf(socket));
    }

    private synchronized void add(Message request) {
      requests.add(request);
    }

    private static void write(Socket socket, String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
    }

    private static String usual(Message request) {
      String[] words = Expected.originForm(request.start()).split(" ", -1);
      String body = "oracle " + words[0] + " " + words[1];
      return "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s"
          .formatted(body.length(), words[0].equals("HEAD") ? "" : body);
    }

    /** The answer of a server to this key. */
    static String accept(String key) {
      try {
        byte[] text = (key + GUID).getBytes(StandardCharsets.ISO_8859_1);
        return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
      } catch (NoSuchAlgorithmException e) {
        throw new AssertionError(e);
      }
    }
  }
}
