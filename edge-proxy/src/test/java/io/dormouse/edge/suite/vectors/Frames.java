package io.dormouse.edge.suite.vectors;

import io.dormouse.edge.RawClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Frames of HTTP/2 (RFC 9113, 6), well made or not, as text with one character for each byte. Heads
 * are literals without index and without Huffman code (RFC 7541, 6.2.2), so that any byte can stand
 * anywhere.
 */
public final class Frames {

  static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  public static final int DATA = 0;
  public static final int HEADERS = 1;
  static final int PRIORITY = 2;
  public static final int RST_STREAM = 3;
  public static final int SETTINGS = 4;
  static final int PUSH_PROMISE = 5;
  public static final int PING = 6;
  public static final int GO_AWAY = 7;
  public static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  public static final int ACK = 1;
  public static final int END_STREAM = 1;
  static final int END_HEADERS = 4;

  /** The beginning of a connection. */
  public static final String HELLO = PREFACE + frame(SETTINGS, 0, 0, "");

  private Frames() {}

  public static String frame(int type, int flags, int stream, String payload) {
    return number(payload.length(), 3)
        + number(type, 1)
        + number(flags, 1)
        + number(stream, 4)
        + payload;
  }

  /** A whole head. */
  public static String head(int stream, boolean ends, String... fields) {
    return frame(HEADERS, END_HEADERS | (ends ? END_STREAM : 0), stream, block(fields));
  }

  /** The head of a usual request, and these fields. */
  public static String get(int stream, String... fields) {
    return head(
        stream,
        true,
        with(
            new String[] {
              ":method", "GET", ":scheme", "http", ":path", "/", ":authority", Expected.HOST
            },
            fields));
  }

  /** The head of a usual request with a body, and these fields. */
  public static String post(int stream, String... fields) {
    return head(
        stream,
        false,
        with(
            new String[] {
              ":method", "POST", ":scheme", "http", ":path", "/", ":authority", Expected.HOST
            },
            fields));
  }

  public static String data(int stream, boolean ends, String bytes) {
    return frame(DATA, ends ? END_STREAM : 0, stream, bytes);
  }

  public static String reset(int stream) {
    return frame(RST_STREAM, 0, stream, number(8, 4));
  }

  public static String ping(String eightBytes) {
    return frame(PING, 0, 0, eightBytes);
  }

  /** A block of fields, given as names and values in turn. */
  static String block(String... fields) {
    StringBuilder block = new StringBuilder();
    for (int i = 0; i < fields.length; i += 2) {
      block.append('\0').append(literal(fields[i])).append(literal(fields[i + 1]));
    }
    return block.toString();
  }

  public static String number(long value, int bytes) {
    StringBuilder number = new StringBuilder();
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
      number.append((char) (value >> shift & 0xff));
    }
    return number.toString();
  }

  /** The payload of the first frame of that type on that stream. Only an answer may come before. */
  public static byte[] await(RawClient client, int type, int stream) throws IOException {
    while (true) {
      byte[] head = client.read(9);
      byte[] payload =
          client.read((head[0] & 0xff) << 16 | (head[1] & 0xff) << 8 | (head[2] & 0xff));
      int of = (head[7] & 0xff) << 8 | (head[8] & 0xff);
      if (head[3] == type && of == stream) {
        return payload;
      }
    }
  }

  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** A length with a prefix of seven bits (RFC 7541, 5.1), and the text. */
  private static String literal(String text) {
    if (text.length() < 127) {
      return number(text.length(), 1) + text;
    }
    StringBuilder length = new StringBuilder(number(127, 1));
    int rest = text.length() - 127;
    for (; rest >= 128; rest >>= 7) {
      length.append((char) ((rest & 0x7f) | 0x80));
    }
    return length.append((char) rest).append(text).toString();
  }

  private static String[] with(String[] some, String[] more) {
    String[] all = new String[some.length + more.length];
    System.arraycopy(some, 0, all, 0, some.length);
    System.arraycopy(more, 0, all, some.length, more.length);
    return all;
  }
}
