package io.dormouse.edge.suite;

import io.dormouse.edge.suite.vectors.Message;
import io.dormouse.edge.suite.vectors.MessageReader;
import io.dormouse.edge.suite.vectors.MessageReader.Fault;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One end of a connection, played by hand. Expected input has to come within ten seconds. */
final class Peer implements AutoCloseable {

  static final int PATIENCE_MILLIS = 10_000;

  private final String name;
  private final Socket socket;
  private final InputStream in;

  /**
   * Takes a connected socket.
   *
   * @param name name of this end in messages
   */
  Peer(String name, Socket socket) throws IOException {
    this.name = name;
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new BufferedInputStream(socket.getInputStream());
  }

  void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /** Sends to an end that may have left. */
  void sendIfItCan(String text) {
    try {
      send(text);
    } catch (IOException gone) {
      return;
    }
  }

  /** Sends as much as the other side takes, and leaves. */
  void sendAndClose(String text) {
    try (socket) {
      send(text);
    } catch (IOException gone) {
      return;
    }
  }

  /** The next request, or null when there is none. */
  @Nullable Message request() throws IOException {
    return new MessageReader(in).request();
  }

  /** The next answer that is not 101, or null when there is none. */
  @Nullable Message answer() throws IOException {
    return new MessageReader(in).answer(false);
  }

  /** An answer 101; the bytes after it are not read. */
  @Nullable Message agreement() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    for (int ends = 0, b = 0; ends < 4 && b >= 0; ) {
      b = in.read();
      head.write(b);
      ends = b == (ends % 2 == 0 ? '\r' : '\n') ? ends + 1 : 0;
    }
    return new MessageReader(new ByteArrayInputStream(head.toByteArray())).answer(true);
  }

  /** Expects exactly this text next. */
  void gets(String text) throws IOException {
    String got = new String(in.readNBytes(text.length()), StandardCharsets.ISO_8859_1);
    if (!got.equals(text)) {
      throw new Fault("the " + name + " got '" + shortly(got) + "' for '" + shortly(text) + "'");
    }
  }

  /** Expects the other side to close or reset, and before that at most this text. */
  void ends(String atMost) throws IOException {
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    try {
      in.transferTo(rest);
    } catch (SocketTimeoutException e) {
      throw new Fault("the connection of the " + name + " stays open");
    } catch (SocketException reset) {
      // It has ended, too.
    }
    String got = rest.toString(StandardCharsets.ISO_8859_1);
    if (!got.isEmpty() && !got.equals(atMost)) {
      throw new Fault("the " + name + " got '" + shortly(got) + "' before the end");
    }
  }

  private static String shortly(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "… of " + text.length();
  }

  /** Sends no more, but still reads. */
  void halfClose() throws IOException {
    socket.shutdownOutput();
  }

  /** Leaves like a process that is killed with bytes unread, or a machine that restarts. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
