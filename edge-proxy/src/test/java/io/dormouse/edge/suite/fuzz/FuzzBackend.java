package io.dormouse.edge.suite.fuzz;

import io.dormouse.edge.suite.vectors.Expected;
import io.dormouse.edge.suite.vectors.Message;
import io.dormouse.edge.suite.vectors.MessageReader;
import io.dormouse.edge.suite.vectors.MessageReader.Fault;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The backend of one tenant of the fuzzer. It reads like the strictest reader. It answers the first
 * request of a case as the case says, and all others with an echo of the request.
 */
final class FuzzBackend implements AutoCloseable {

  private static final int BACKLOG = 512;

  /** The input of one case. All methods are safe for any thread. */
  static final class Take {

    private final FuzzCase play;
    private final List<Message> requests = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final List<Socket> sockets = new ArrayList<>();
    private @Nullable Socket used;
    private boolean ended;

    private Take(FuzzCase play) {
      this.play = play;
    }

    /** The requests, without the fuzzer's own. */
    synchronized List<Message> requests() {
      return List.copyOf(requests);
    }

    /** Input that could not be read as a request. */
    synchronized List<String> faults() {
      return List.copyOf(faults);
    }

    /** Sends the late bytes, over the connection that was used last. */
    void sendLate() {
      Socket last;
      synchronized (this) {
        last = used;
      }
      if (last != null && !play.late().isEmpty()) {
        try {
          write(last, play.late());
        } catch (IOException closed) {
          return;
        }
      }
    }

    /** Closes all connections; later input belongs to no case. */
    synchronized void end() throws IOException {
      ended = true;
      for (Socket socket : sockets) {
        socket.close();
      }
    }

    private synchronized boolean add(Socket socket) {
      sockets.add(socket);
      return !ended;
    }

    /** True for the first request that is not the fuzzer's own. */
    private synchronized boolean take(Socket socket, Message request) {
      used = socket;
      if (isOwn(request)) {
        return false;
      }
      requests.add(request);
      return requests.size() == 1;
    }

    private synchronized void fault(Fault fault) {
      faults.add(String.valueOf(fault.getMessage()));
    }
  }

  private final ServerSocket listener;
  private volatile @Nullable Take take;

  FuzzBackend() throws IOException {
    listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  Take begin(FuzzCase play) {
    Take begun = new Take(play);
    take = begun;
    return begun;
  }

  /** True for a request of the fuzzer itself, which checks that all is well. */
  static boolean isOwn(Message request) {
    return request.start().startsWith("GET /fuzz-");
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        Take begun = take;
        if (begun != null && begun.add(socket)) {
          Thread.ofVirtual().start(() -> serve(socket, begun));
        } else {
          socket.close();
        }
      }
    } catch (IOException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private static void serve(Socket socket, Take into) {
    try (socket) {
      socket.setTcpNoDelay(true);
      MessageReader reader = new MessageReader(new BufferedInputStream(socket.getInputStream()));
      for (Message request = reader.request(); request != null; request = reader.request()) {
        boolean first = into.take(socket, request);
        String answer = into.play.answer();
        if (first && !answer.isEmpty()) {
          write(socket, answer);
          if (!isDelimited(answer, request.start().startsWith("HEAD "))) {
            return;
          }
        } else {
          write(socket, usual(request, into.play));
        }
      }
    } catch (Fault fault) {
      into.fault(fault);
    } catch (IOException gone) {
      // Closed by the edge, or at the end of the case.
    }
  }

  /** True if the answer has an end other than that of the connection. */
  private static boolean isDelimited(String answer, boolean toHead) {
    try {
      MessageReader reader =
          new MessageReader(new ByteArrayInputStream(answer.getBytes(StandardCharsets.ISO_8859_1)));
      Message message = reader.answer(toHead);
      while (message != null && message.status() < 200 && message.status() != 101) {
        message = reader.answer(toHead);
      }
      return message != null
          && (toHead
              || message.status() == 204
              || message.status() == 304
              || message.has("Content-Length")
              || message.has("Transfer-Encoding"));
    } catch (IOException broken) {
      return false;
    }
  }

  private static String usual(Message request, FuzzCase play) {
    String[] words = Expected.originForm(request.start()).split(" ", -1);
    String body = play.says(words[0] + " " + words[1]);
    return "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(body.length(), words[0].equals("HEAD") ? "" : body);
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
