package io.dormouse.edge.wire;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads the head of an HTTP/1 request or answer and finds whatever is not written exactly as RFC
 * 9112 has it: folded or nameless lines, blanks before a colon, bare CR or LF, control bytes, odd
 * first lines. Two readers of a head that passes cannot take it for different requests.
 */
final class HeadScanner {

  private static final byte CR = '\r';
  private static final byte LF = '\n';
  private static final byte[] VERSION = {'H', 'T', 'T', 'P', '/', '1', '.'};
  private static final int STATUS_DIGITS = 3;
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
    ANSWER_VERSION,
    STATUS,
    REASON,
    LINE_LF,
    LINE,
    NAME,
    VALUE,
    LAST_LF,
    END
  }

  private State state;
  private int matched;
  private int status;
  private @Nullable String fault;

  private HeadScanner(State begin) {
    this.state = begin;
  }

  static HeadScanner ofRequest() {
    return new HeadScanner(State.BEGIN);
  }

  static HeadScanner ofAnswer() {
    return new HeadScanner(State.ANSWER_VERSION);
  }

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

  /** Whether all of it was read. */
  boolean ended() {
    return state == State.END;
  }

  /** The status of an answer whose head was read. */
  int status() {
    return status;
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
      case ANSWER_VERSION -> inAnswerVersion(b);
      case STATUS -> inStatus(b);
      case REASON -> inText(b, State.REASON, "a bare LF or a control byte in a status line");
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
    if (at <= VERSION.length) {
      return expect(isOfVersion(b, at), State.VERSION, "a version other than HTTP/1.0 or HTTP/1.1");
    }
    return expect(b == CR, State.LINE_LF, "more than a version at the end of the first line");
  }

  private State inAnswerVersion(byte b) {
    int at = matched++;
    if (at <= VERSION.length) {
      return expect(
          isOfVersion(b, at), State.ANSWER_VERSION, "a version other than HTTP/1.0 or HTTP/1.1");
    }
    matched = 0;
    return expect(b == ' ', State.STATUS, "no blank behind the version");
  }

  private State inStatus(byte b) {
    int at = matched++;
    if (at == STATUS_DIGITS) {
      return b == CR
          ? State.LINE_LF
          : expect(b == ' ', State.REASON, "a status that has not three digits");
    }
    status = status * 10 + b - '0';
    return expect(
        b >= (at == 0 ? '1' : '0') && b <= (at == 0 ? '5' : '9'),
        State.STATUS,
        "a status that is not from 100 to 599");
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
    return inText(b, State.VALUE, "a bare LF or a control byte in a header");
  }

  private State inText(byte b, State here, String otherwise) {
    return b == CR
        ? State.LINE_LF
        : expect(b == '\t' || b < 0 || (b >= ' ' && b != 0x7f), here, otherwise);
  }

  private State expect(boolean fine, State then, String otherwise) {
    return fine ? then : wrong(otherwise);
  }

  private State wrong(String what) {
    fault = what;
    return state;
  }

  private static boolean isOfVersion(byte b, int at) {
    return at < VERSION.length ? b == VERSION[at] : b == '0' || b == '1';
  }

  static boolean isToken(int character) {
    return character >= 0 && character < TOKEN.length && TOKEN[character];
  }
}
