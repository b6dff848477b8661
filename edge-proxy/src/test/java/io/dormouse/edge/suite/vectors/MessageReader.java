package io.dormouse.edge.suite.vectors;

import io.dormouse.edge.suite.vectors.Message.Field;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages as the strictest reader of RFC 9112 would: any ambiguity is a {@link Fault}. A
 * message that is cut off is an {@link EOFException}.
 */
public final class MessageReader {

  /** The input is not exactly a message. */
  public static final class Fault extends IOException {

    private static final long serialVersionUID = 1L;

    public Fault(String what) {
      super(what);
    }
  }

  private static final Pattern REQUEST =
      Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+ [!-~]+ HTTP/1\\.[01]");
  private static final Pattern STATUS =
      Pattern.compile("HTTP/1\\.[01] [1-5]\\d\\d [\\t -~\u0080-\u00ff]*");
  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final Pattern VALUE = Pattern.compile("[\\t -~\u0080-\u00ff]*");
  private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");
  private static final Pattern CHUNK_SIZE = Pattern.compile("[0-9A-Fa-f]{1,8}");
  private static final Set<String> NEVER_TRAILERS =
      Set.of("host", "content-length", "transfer-encoding", "authorization", "x-forwarded-for");

  private final InputStream in;

  public MessageReader(InputStream in) {
    this.in = in;
  }

  /** The next request, or null when there is none. */
  public @Nullable Message request() throws IOException {
    String line = line(true);
    if (line == null) {
      return null;
    }
    require(REQUEST.matcher(line).matches(), "a request line", line);
    List<Field> fields = fields();
    Message head = new Message(line, fields, "", List.of());
    require(head.all("Host").size() == 1, "one Host", head.all("Host"));
    return body(head, false);
  }

  /**
   * The next answer, or null when there is none.
   *
   * @param toHead true if the answer has no body, whatever its head says
   */
  public @Nullable Message answer(boolean toHead) throws IOException {
    String line = line(true);
    if (line == null) {
      return null;
    }
    require(STATUS.matcher(line).matches(), "a status line", line);
    Message head = new Message(line, fields(), "", List.of());
    int status = head.status();
    if (status == 101) {
      return head.withBody(text(in.readAllBytes()));
    }
    boolean framed = !(status < 200 || status == 204);
    require(framed || !head.has("Transfer-Encoding"), "no framing of " + status, line);
    if (toHead || !framed || status == 304) {
      return head;
    }
    return body(head, true);
  }

  /** This many bytes, or fewer at the end. */
  public String upTo(int count) throws IOException {
    return text(in.readNBytes(count));
  }

  /** All bytes up to the end of the stream. */
  public String rest() throws IOException {
    return text(in.readAllBytes());
  }

  private Message body(Message head, boolean untilEnd) throws IOException {
    List<String> lengths = head.all("Content-Length");
    List<String> codings = head.all("Transfer-Encoding");
    require(lengths.size() + codings.size() <= 1, "one framing", lengths + " " + codings);
    if (!codings.isEmpty()) {
      require(
          codings.get(0).toLowerCase(Locale.ROOT).equals("chunked")
              && head.start().contains("HTTP/1.1"),
          "chunked, in HTTP/1.1",
          codings);
      return chunked(head);
    } else if (!lengths.isEmpty()) {
      require(LENGTH.matcher(lengths.get(0)).matches(), "a length", lengths);
      return head.withBody(text(exactly(size(lengths.get(0), 10))));
    }
    return untilEnd ? head.withBody(rest()) : head;
  }

  /** A size; one that is larger than any test sends counts as a body that is cut. */
  private static int size(String digits, int radix) throws EOFException {
    try {
      return Integer.parseInt(digits, radix);
    } catch (NumberFormatException e) {
      throw new EOFException("Expected as many bytes as were sent, but got a size of " + digits);
    }
  }

  private Message chunked(Message head) throws IOException {
    StringBuilder body = new StringBuilder();
    while (true) {
      String size = present(line(false));
      require(CHUNK_SIZE.matcher(size).matches(), "a chunk size", size);
      int length = size(size, 16);
      if (length == 0) {
        List<Field> trailers = fields();
        for (Field trailer : trailers) {
          require(
              !NEVER_TRAILERS.contains(trailer.name().toLowerCase(Locale.ROOT)),
              "harmless trailers",
              trailers);
        }
        return new Message(head.start(), head.fields(), body.toString(), trailers);
      }
      body.append(text(exactly(length)));
      require(present(line(false)).isEmpty(), "the end of a chunk", "more");
    }
  }

  private List<Field> fields() throws IOException {
    List<Field> fields = new ArrayList<>();
    for (String line = present(line(false)); !line.isEmpty(); line = present(line(false))) {
      int colon = line.indexOf(':');
      require(colon > 0, "a header", line);
      String name = line.substring(0, colon);
      String value = line.substring(colon + 1);
      require(NAME.matcher(name).matches() && VALUE.matcher(value).matches(), "a header", line);
      fields.add(new Field(name, value.strip()));
    }
    return List.copyOf(fields);
  }

  private byte[] exactly(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException("cut in a body");
    }
    return bytes;
  }

  /** A line; null at the end of the stream, where that is allowed. */
  private @Nullable String line(boolean mayEnd) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = read(mayEnd); b != '\r'; b = read(false)) {
      if (b < 0) {
        return null;
      }
      require(b != '\n', "CR before LF", text(line.toByteArray()));
      line.write(b);
    }
    int end = read(false);
    require(end == '\n', "LF after CR", text(line.toByteArray()));
    return text(line.toByteArray());
  }

  private int read(boolean mayEnd) throws IOException {
    int b;
    try {
      b = in.read();
    } catch (SocketException reset) {
      b = -1;
    }
    if (b < 0 && !mayEnd) {
      throw new EOFException("cut in a line");
    }
    return b;
  }

  private static String present(@Nullable String line) throws EOFException {
    if (line == null) {
      throw new EOFException("cut before a line");
    }
    return line;
  }

  private static void require(boolean is, String expected, Object got) throws Fault {
    if (!is) {
      throw new Fault("expected " + expected + ", got " + got);
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
