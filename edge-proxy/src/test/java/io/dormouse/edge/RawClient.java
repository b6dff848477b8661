package io.dormouse.edge;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A client that sends exactly the bytes it is told to. */
public final class RawClient implements AutoCloseable {

  /** An answer as it came. */
  public record RawAnswer(int status, List<String> head, String text) {

    /** The values of a header, in order. */
    public List<String> all(String name) {
      String prefix = name.toLowerCase(Locale.ROOT) + ":";
      return head.stream()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
          .map(line -> line.substring(prefix.length()).trim())
          .toList();
    }

    public String header(String name) {
      List<String> values = all(name);
      return values.isEmpty() ? "" : values.get(0);
    }
  }

  private final Socket socket = new Socket();
  private final InputStream in;

  public RawClient(int port) throws IOException {
    this(port, "127.0.0.1");
  }

  /** Connects from this address of the machine. */
  public RawClient(int port, String from) throws IOException {
    socket.bind(new InetSocketAddress(from, 0));
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 10_000);
    socket.setSoTimeout((int) Eventually.DEADLINE.toMillis());
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  public RawClient send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  public RawClient send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /** Sends no more, but still reads. */
  public void halfClose() throws IOException {
    socket.shutdownOutput();
  }

  public int localPort() {
    return socket.getLocalPort();
  }

  /** The next answer, to a request that was not HEAD. */
  public RawAnswer answer() throws IOException {
    return answer(true);
  }

  /** The next answer; without a body, whatever its head says. */
  public RawAnswer answerToHead() throws IOException {
    return answer(false);
  }

  /** A head only: status line and headers. */
  public List<String> head() throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      lines.add(line);
    }
    return lines;
  }

  public byte[] read(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException("Expected " + count + " bytes, but got " + bytes.length);
    }
    return bytes;
  }

  public String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("Expected a line, but the connection ended after " + line);
      }
      line.write(b);
    }
    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
  }

  /** Everything up to the end of the connection, which the other side has to close. */
  public String readToEnd() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      in.transferTo(bytes);
    } catch (SocketException reset) {
      // Closed with bytes unread; the bytes before count.
    }
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }

  /** True once the other side has closed, with or without more bytes before. */
  public boolean isClosed() throws IOException {
    try {
      return in.readAllBytes() != null;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (SocketException reset) {
      return true;
    }
  }

  private RawAnswer answer(boolean withBody) throws IOException {
    List<String> lines = head();
    int status = Integer.parseInt(lines.get(0).split(" ", -1)[1]);
    RawAnswer empty = new RawAnswer(status, lines, "");
    if (!withBody || status == 204 || status == 304 || status < 200) {
      return empty;
    } else if (empty.header("Transfer-Encoding").equals("chunked")) {
      return new RawAnswer(status, lines, text(chunks()));
    } else if (!empty.header("Content-Length").isEmpty()) {
      return new RawAnswer(
          status, lines, text(read(Integer.parseInt(empty.header("Content-Length")))));
    }
    return new RawAnswer(status, lines, text(in.readAllBytes()));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
      body.write(read(size));
      line();
    }
    line();
    return body.toByteArray();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
