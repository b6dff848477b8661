package io.dormouse.edge.suite.fuzz;

import io.dormouse.edge.suite.fuzz.FuzzBackend.Take;
import io.dormouse.edge.suite.vectors.Frames;
import io.dormouse.edge.suite.vectors.Message;
import io.dormouse.edge.suite.vectors.MessageReader;
import io.dormouse.edge.suite.vectors.MessageReader.Fault;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Plays cases of the fuzzer through an edge, and reports faults. */
final class FuzzClient {

  private static final String SAME = "/fuzz-same";
  private static final String NEXT = "/fuzz-next";
  private static final String PING = "the fuzz";

  /** A wait that is longer than every time-out of the edge. */
  private static final int PATIENCE_MILLIS = 20_000;

  /** The wait of a client that leaves without having sent its end. */
  private static final int LITTLE_PATIENCE_MILLIS = 200;

  private static final Pattern ABSOLUTE =
      Pattern.compile("^(\\S+) (?i:https?)://[^/?# ]+(?=[/? ])/?");

  private static final Set<String> USUAL =
      Set.of("content-length", "connection", "date", "x-request-id", "dormouse-instance-status");

  private final int port;

  /** The marks of the cases that are played now, by their tenants. */
  private final Map<String, String> marks = new ConcurrentHashMap<>();

  FuzzClient(int port) {
    this.port = port;
  }

  /** Plays a case; returns the faults. */
  List<String> play(FuzzCase play, FuzzBackend backend) throws IOException {
    List<String> odd = new ArrayList<>();
    marks.put(play.name(), play.mark());
    Take take = backend.begin(play);
    String all = play.http2() ? Frames.ping(PING) : play.asks(SAME);
    String got = exchange(play.request() + all, play.halfCloses(), odd);
    take.sendLate();
    String next = exchange(play.asks(NEXT), true, odd);
    take.end();

    take.faults().forEach(fault -> odd.add("the backend " + fault));
    if (!isUsual(next, play.says("GET " + NEXT))) {
      odd.add("the next client got <" + FuzzCase.shown(next) + ">");
    }
    marks.forEach((name, mark) -> {
      if (!name.equals(play.name()) && (got + next).contains(mark)) {
        odd.add("the answer of another: <" + FuzzCase.shown(got) + ">");
      }
    });
    if (!play.http2()) {
      compare(play, got, take.requests(), odd);
    }
    return odd;
  }

  /** True for exactly one answer with this body, and with nothing of another in its head. */
  private static boolean isUsual(String answer, String body) {
    try {
      MessageReader reader = reader(answer);
      Message message = reader.answer(false);
      return message != null
          && message.status() == 200
          && message.body().equals(body)
          && message.fields().stream()
              .allMatch(field -> USUAL.contains(field.name().toLowerCase(Locale.ROOT)))
          && reader.rest().isEmpty();
    } catch (IOException broken) {
      return false;
    }
  }

  /** All bytes until the edge ends the connection, or until nothing comes any more. */
  private String exchange(String bytes, boolean halfCloses, List<String> odd) throws IOException {
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.setSoTimeout(halfCloses ? PATIENCE_MILLIS : LITTLE_PATIENCE_MILLIS);
      socket.setTcpNoDelay(true);
      try {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        if (halfCloses) {
          socket.shutdownOutput();
        }
        byte[] some = new byte[8192];
        for (int count = 0; count >= 0 && !endsWithPing(got); ) {
          count = socket.getInputStream().read(some);
          got.write(some, 0, Math.max(0, count));
        }
      } catch (SocketTimeoutException e) {
        if (halfCloses) {
          odd.add("it hangs");
        }
      } catch (IOException reset) {
        // Earlier input counts.
      }
      if (!halfCloses) {
        socket.setSoLinger(true, 0);
      }
    }
    return got.toString(StandardCharsets.ISO_8859_1);
  }

  private static boolean endsWithPing(ByteArrayOutputStream got) {
    return got.size() > PING.length()
        && got.toString(StandardCharsets.ISO_8859_1).contains("\u0006\u0001\0\0\0\0" + PING);
  }

  /** Compares both sides with the strictest reading of the request. */
  private static void compare(FuzzCase play, String got, List<Message> asked, List<String> odd) {
    List<Message> sent = new ArrayList<>();
    boolean clear = read(play.request() + play.asks(SAME), sent);
    if (clear && !isPartOf(asked, sent)) {
      odd.add("the backend was asked " + asked + " for " + sent);
    }
    List<Message> answers = new ArrayList<>();
    try {
      readAnswers(got, sent, clear, answers);
    } catch (Fault fault) {
      odd.add("the client " + fault.getMessage());
    } catch (IOException cut) {
      // The backend, or the request, broke off.
    }
    if (clear && answers.size() > sent.size()) {
      odd.add(answers.size() + " answers for " + sent.size() + " requests");
    }
    for (int i = 0; i < Math.min(answers.size(), sent.size()); i++) {
      compare(play, sent.get(i), answers.get(i), odd);
    }
  }

  private static void compare(FuzzCase play, Message request, Message answer, List<String> odd) {
    String[] words = originForm(request.start()).split(" ", -1);
    boolean usual = answer.body().startsWith("oracle ");
    if (usual && !answer.body().equals(play.says(words[0] + " " + words[1]))) {
      odd.add("the client got '" + answer.body() + "' for '" + request.start() + "'");
    } else if (FuzzBackend.isOwn(request) && answer.status() >= 500) {
      odd.add("the same client got " + answer.start());
    }
  }

  /** Reads all requests; true if all bytes could be read. */
  private static boolean read(String bytes, List<Message> into) {
    MessageReader reader = reader(bytes);
    try {
      for (Message one = reader.request(); one != null; one = reader.request()) {
        into.add(one);
      }
      return true;
    } catch (IOException broken) {
      return false;
    }
  }

  /** Reads an answer for each request that is beyond doubt, and one more. */
  private static void readAnswers(
      String bytes, List<Message> requests, boolean clear, List<Message> into) throws IOException {
    MessageReader reader = reader(bytes);
    int most = requests.size() + (clear ? 1 : 0);
    while (into.size() < most) {
      boolean toHead =
          into.size() < requests.size() && requests.get(into.size()).start().startsWith("HEAD ");
      Message answer = reader.answer(toHead);
      if (answer == null) {
        return;
      } else if (answer.status() >= 200 || answer.status() == 101) {
        into.add(answer);
      }
    }
  }

  private static MessageReader reader(String bytes) {
    return new MessageReader(new ByteArrayInputStream(bytes.getBytes(StandardCharsets.ISO_8859_1)));
  }

  /** True if all these requests were sent, in this order; some may have been refused. */
  private static boolean isPartOf(List<Message> asked, List<Message> sent) {
    int at = 0;
    for (Message one : asked) {
      while (at < sent.size() && !isSame(one, sent.get(at))) {
        at++;
      }
      if (at++ == sent.size()) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSame(Message asked, Message sent) {
    String line = originForm(sent.start());
    return line.substring(0, line.lastIndexOf(' '))
            .equals(asked.start().substring(0, asked.start().lastIndexOf(' ')))
        && asked.body().equals(sent.body());
  }

  /** Shows by the target if the edge took the host of the absolute form for its own. */
  private static String originForm(String line) {
    return ABSOLUTE.matcher(line).replaceFirst("$1 /");
  }
}
