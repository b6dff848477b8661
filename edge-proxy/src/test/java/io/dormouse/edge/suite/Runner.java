package io.dormouse.edge.suite;

import io.dormouse.edge.suite.Oracle.Recording;
import io.dormouse.edge.suite.vectors.Expected;
import io.dormouse.edge.suite.vectors.Message;
import io.dormouse.edge.suite.vectors.MessageReader;
import io.dormouse.edge.suite.vectors.MessageReader.Fault;
import io.dormouse.edge.suite.vectors.Vector;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends a vector through a proxy and looks at both sides. Afterwards another client sends a
 * request, over the connection to the backend that the vector used, since proxies take the last one
 * first. Then the same client does, if its connection lives, and then another one again. Each must
 * get its own answer, and no error that is not its own fault.
 */
public final class Runner {

  public static final String SAME_CLIENT = "GET /same-client";
  public static final String NEIGHBOUR = "GET /neighbour";
  private static final int PATIENCE_MILLIS = 10_000;

  /**
   * The observations of both sides.
   *
   * @param requests at the backend, without the suite's own
   * @param answers at the client, without those to the suite's own requests and without 1xx
   * @param interim answers at the client (1xx)
   * @param cut true if a message began and did not end, on either side
   * @param odd observations that nobody should make, of both sides and of the suite's own requests
   * @param backendGot every byte that came to the backend
   */
  public record Seen(
      List<Message> requests,
      List<Message> answers,
      List<Message> interim,
      boolean cut,
      List<String> odd,
      String backendGot) {}

  private final Oracle oracle;
  private final Proxy proxy;

  Runner(Oracle oracle, Proxy proxy) {
    this.oracle = oracle;
    this.proxy = proxy;
  }

  Seen run(Vector vector) throws IOException {
    int tunnelled = vector.inside().isEmpty() ? 0 : vector.inside().get(0).body().length();
    Recording recording = oracle.record(vector.answer(), tunnelled);
    Conversation same = new Conversation();
    List<String> ofNeighbour = new ArrayList<>();
    same.hold(
        proxy.port(),
        vector.bytes(),
        vector.answers(),
        vector.isHead(),
        () -> {
          recording.sendLate();
          ofNeighbour.addAll(askNeighbour());
        });
    ofNeighbour.addAll(askNeighbour());
    recording.end();

    List<String> odd = new ArrayList<>(same.odd);
    recording.faults().forEach(fault -> odd.add("the backend " + fault));
    odd.addAll(ofNeighbour);
    return new Seen(
        recording.requests().stream().filter(request -> !request.isFromTheSuite()).toList(),
        same.answers,
        same.interim,
        recording.cut() || same.cut,
        odd,
        recording.bytes());
  }

  /** Sends a request of another client, and returns the faults of the answer. */
  public List<String> askNeighbour() throws IOException {
    Conversation neighbour = new Conversation();
    neighbour.hold(proxy.port(), Vector.line(NEIGHBOUR, "Connection: close"), 1, false, null);
    return neighbour.isAnswered(NEIGHBOUR)
        ? List.of()
        : List.of("another client got " + neighbour.answers + neighbour.odd);
  }

  /** An action while the connection of a client is open. */
  private interface Meanwhile {

    void run() throws IOException;
  }

  /** One connection of a client. */
  private static final class Conversation {

    private final List<Message> answers = new ArrayList<>();
    private final List<Message> interim = new ArrayList<>();
    private final List<String> odd = new ArrayList<>();
    private boolean cut;

    /**
     * Sends, and waits for that many answers. If the connection still lives, runs the action, then
     * sends one more request to see that all is well.
     */
    void hold(int port, String bytes, int count, boolean toHead, @Nullable Meanwhile meanwhile)
        throws IOException {
      ByteArrayOutputStream raw = new ByteArrayOutputStream();
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        var in = new BufferedInputStream(new Tee(socket.getInputStream(), raw));
        MessageReader reader = new MessageReader(in);
        send(socket, bytes);
        if (!readUpTo(count, reader, toHead) || meanwhile == null) {
          return;
        }
        meanwhile.run();
        int before = answers.size();
        send(socket, Vector.line(SAME_CLIENT, "Connection: close"));
        readUpTo(Integer.MAX_VALUE, reader, false);
        checkLast(before);
      } catch (Fault fault) {
        if (raw.toString(StandardCharsets.ISO_8859_1).contains("oracle")) {
          odd.add("the client " + fault.getMessage());
        }
      } catch (EOFException end) {
        cut = true;
      } catch (SocketTimeoutException e) {
        odd.add("it hangs");
      } catch (SocketException reset) {
        // Closed by the proxy while the client was still sending.
      }
    }

    boolean isAnswered(String request) {
      return answers.size() == 1
          && Oracle.usual(Expected.request(request)).difference(answers.get(0)).isEmpty();
    }

    private void checkLast(int before) {
      if (answers.size() > before) {
        Message last = answers.remove(answers.size() - 1);
        Expected right = Oracle.usual(Expected.request(SAME_CLIENT));
        if (last.isFromTheOracle()) {
          right.difference(last).ifPresent(wrong -> odd.add("the same client then got " + wrong));
        } else if (last.status() >= 500) {
          odd.add("the same client then got " + last.start());
        }
      }
    }

    /** Reads answers up to this number; true if the connection still lives. */
    private boolean readUpTo(int count, MessageReader reader, boolean toHead) throws IOException {
      while (answers.size() < count) {
        Message answer = reader.answer(toHead && answers.isEmpty());
        if (answer == null) {
          return false;
        } else if (answer.status() < 200 && answer.status() != 101) {
          interim.add(answer);
        } else {
          answers.add(answer);
        }
      }
      return true;
    }

    private static void send(Socket socket, String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
    }
  }
}
