package io.dormouse.benchmarks.proxy.load;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Finds the ends of answers that have a length, and reads nothing else of them. */
final class AnswerReader {

  private static final String END_OF_HEAD = "\r\n\r\n";
  private static final String OK = "http/1.1 200 ";
  private static final String LENGTH = "\r\ncontent-length:";

  private final StringBuilder head = new StringBuilder();
  private long bodyLeft = -1;

  /**
   * Reads all bytes.
   *
   * @return true if an answer has ended with them
   * @throws IllegalStateException for an answer other than 200 with a length
   */
  boolean read(ByteBuf in) {
    if (bodyLeft < 0) {
      readHead(in);
    }
    if (bodyLeft > 0) {
      int now = (int) Math.min(bodyLeft, in.readableBytes());
      in.skipBytes(now);
      bodyLeft -= now;
    }
    if (bodyLeft == 0) {
      bodyLeft = -1;
      return true;
    }
    return false;
  }

  private void readHead(ByteBuf in) {
    int before = head.length();
    head.append(in.toString(StandardCharsets.ISO_8859_1));
    int end = head.indexOf(END_OF_HEAD, Math.max(0, before - END_OF_HEAD.length()));
    if (end < 0) {
      in.skipBytes(in.readableBytes());
      return;
    }
    in.skipBytes(end + END_OF_HEAD.length() - before);
    bodyLeft = length(head.substring(0, end + 2).toLowerCase(Locale.ROOT));
    head.setLength(0);
  }

  private static long length(String text) {
    int at = text.indexOf(LENGTH);
    if (!text.startsWith(OK) || at < 0) {
      throw new IllegalStateException("Expected a 200 with a length, but got:\n" + text);
    }
    int begin = at + LENGTH.length();
    return Long.parseLong(text.substring(begin, text.indexOf('\r', begin)).trim());
  }
}
