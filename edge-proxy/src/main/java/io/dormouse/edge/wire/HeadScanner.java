package io.dormouse.edge.wire;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads the head of an HTTP/1 request and finds whatever is not written exactly as RFC 9112 has it:
 * folded or nameless lines, blanks before a colon, bare CR or LF, control bytes, odd first lines.
 * Two readers of a head that passes cannot take it for different requests.
 */
final class HeadScanner {

  private static final byte CR = '\r';
  private static final byte LF = '\n';
  private static final byte[] VERSION = {'H', 'T', 'T', 'P', '/', '1', '.'};
  private static final boolean[] TOKEN = new boolean[128];

  static {
    "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
        .chars()
        .forEach(character -> TOKEN[character] = true);
  }

  private enum State {
    BEGIN,
    BEGIN_LF,
    METHOD,
    TARGET,
    VERSION,
    LINE_LF,
    LINE,
    NAME,
    VALUE,
    LAST_LF,
    END
  }

  private State state = State.BEGIN;
  private int matched;
  private @Nullable String fault;

  /**
   * Reads on, at most to the end of the head.
   *
   * @return how many bytes were read
   */
  int read(ByteBuf in, int from) {
    int at = from;
    while (at < in.writerIndex() && state != State.END && fault == null) {
      state = next(in.getByte(at++));
    }
    return at - from;
  }

  /** Whether the first byte of a head was seen. */
  boolean begun() {
    return state != State.BEGIN;
  }

  /** What is wrong, or null. */
  @Nullable String fault() {
    return fault;
  }

  private State next(byte b) {
    return switch (state) {
      case BEGIN -> b == CR ? State.BEGIN_LF : inMethod(b, true);
      case BEGIN_LF -> expect(b == LF, State.BEGIN, "a bare CR before the request");
      case METHOD -> inMethod(b, false);
      case TARGET -> inTarget(b);
      case VERSION -> inVersion(b);
      case LINE_LF -> expect(b == LF, State.LINE, "a CR without LF");
      case LINE -> atLineStart(b);
      case NAME -> inName(b);
      case VALUE -> inValue(b);
      case LAST_LF -> expect(b == LF, State.END, "a CR without LF");
      case END -> State.END;
    };
  }

  private State inMethod(byte b, boolean first) {
    if (b == ' ' && !first) {
      matched = 0;
      return State.TARGET;
    }
    return expect(isToken(b), State.METHOD, "a method that is not a token");
  }

  private State inTarget(byte b) {
    if (b == ' ' && matched > 0) {
      matched = 0;
      return State.VERSION;
    }
    matched = 1;
    return expect(b > ' ' && b < 0x7f, State.TARGET, "a target with blanks or odd bytes");
  }

  private State inVersion(byte b) {
    int at = matched++;
    if (at < VERSION.length) {
      return expect(b == VERSION[at], State.VERSION, "a version other than HTTP/1.0 or HTTP/1.1");
    } else if (at == VERSION.length) {
      return expect(
          b == '0' || b == '1', State.VERSION, "a version other than HTTP/1.0 or HTTP/1.1");
    }
    return expect(b == CR, State.LINE_LF, "more than a version at the end of the first line");
  }

  private State atLineStart(byte b) {
    if (b == CR) {
      return State.LAST_LF;
    } else if (b == ' ' || b == '\t') {
      return wrong("a folded header line");
    }
    return expect(isToken(b), State.NAME, "a header name that is not a token");
  }

  private State inName(byte b) {
    return b == ':'
        ? State.VALUE
        : expect(isToken(b), State.NAME, "a header name that is not a token");
  }

  private State inValue(byte b) {
    if (b == CR) {
      return State.LINE_LF;
    }
    return expect(
        b == '\t' || b < 0 || (b >= ' ' && b != 0x7f),
        State.VALUE,
        "a bare LF or a control byte in a header");
  }

  private State expect(boolean fine, State then, String otherwise) {
    return fine ? then : wrong(otherwise);
  }

  private State wrong(String what) {
    fault = what;
    return state;
  }

  private static boolean isToken(byte b) {
    return b >= 0 && TOKEN[b];
  }
}
