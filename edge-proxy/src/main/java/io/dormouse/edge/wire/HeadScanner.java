package io.dormouse.edge.wire;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads the head of an HTTP/1 request or answer and finds every deviation from RFC 9112: folded or
 * nameless lines, blanks before a colon, bare CR or LF, control bytes, odd first lines. Two readers
 * of a head that passes cannot take it for different requests.
 */
final class HeadScanner {

  private static final byte CR = '\r';
  private static final byte LF = '\n';
  private static final byte[] VERSION = {'H', 'T', 'T', 'P', '/', '1', '.'};
  private static final int STATUS_DIGITS = 3;
  private static final int SLICE = 512;

  private static final int IN_TOKEN = 1;
  private static final int IN_TARGET = 2;
  private static final int IN_TEXT = 4;

  /** Character classes of each byte. */
  private static final byte[] PARTS = new byte[256];

  static {
    for (int b = 0; b < PARTS.length; b++) {
      boolean target = b > ' ' && b < 0x7f;
      boolean text = b == '\t' || (b >= ' ' && b != 0x7f);
      PARTS[b] = (byte) ((target ? IN_TARGET : 0) | (text ? IN_TEXT : 0));
    }
    "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
        .chars()
        .forEach(character -> PARTS[character] |= IN_TOKEN);
  }

  private enum State {
    BEGIN(0),
    BEGIN_LF(0),
    METHOD(IN_TOKEN),
    TARGET_BEGIN(0),
    TARGET(IN_TARGET),
    VERSION(0),
    ANSWER_VERSION(0),
    STATUS(0),
    REASON(IN_TEXT),
    LINE_LF(0),
    LINE(0),
    NAME(IN_TOKEN),
    VALUE(IN_TEXT),
    LAST_LF(0),
    END(0);

    /** Bytes that may repeat without another state. */
    private final int part;

    State(int part) {
      this.part = part;
    }
  }

  private final int mostFields;
  private State state;
  private int fields;
  private int matched;
  private int status;
  private @Nullable String fault;

  private HeadScanner(State begin, int mostFields) {
    this.state = begin;
    this.mostFields = mostFields;
  }

  static HeadScanner ofRequest(int mostFields) {
    return new HeadScanner(State.BEGIN, mostFields);
  }

  static HeadScanner ofAnswer() {
    return new HeadScanner(State.ANSWER_VERSION, FieldForm.MOST_OF_ANSWER);
  }

  /**
   * Reads on, at most to the end of the head.
   *
   * @return the number of bytes that were read
   */
  int read(ByteBuf in, int from) {
    byte[] bytes = new byte[Math.min(SLICE, in.writerIndex() - from)];
    int read = 0;
    while (from + read < in.writerIndex() && state != State.END && fault == null) {
      int length = Math.min(bytes.length, in.writerIndex() - from - read);
      in.getBytes(from + read, bytes, 0, length);
      read += read(bytes, length);
    }
    return read;
  }

  private int read(byte[] bytes, int length) {
    int at = 0;
    while (at < length && state != State.END && fault == null) {
      int part = state.part;
      while (at < length && (PARTS[bytes[at] & 0xff] & part) != 0) {
        at++;
      }
      if (at < length) {
        state = next(bytes[at++]);
      }
    }
    return at;
  }

  /** True once the whole head was read. */
  boolean ended() {
    return state == State.END;
  }

  /** The status of an answer whose head was read. */
  int status() {
    return status;
  }

  /** The error, or null. */
  @Nullable String fault() {
    return fault;
  }

  /** True if it has this number of fields. */
  boolean hasTooManyFields() {
    return fields > mostFields;
  }

  private State next(byte b) {
    return switch (state) {
      case BEGIN -> b == CR ? State.BEGIN_LF : inMethod(b, true);
      case BEGIN_LF -> expect(b == LF, State.BEGIN, "a bare CR before the request");
      case METHOD -> inMethod(b, false);
      case TARGET_BEGIN -> inTarget(b);
      case TARGET -> b == ' ' ? State.VERSION : inTarget(b);
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
      return State.TARGET_BEGIN;
    }
    return expect(isToken(b), State.METHOD, "a method that is not a token");
  }

  private State inTarget(byte b) {
    return expect(is(IN_TARGET, b), State.TARGET, "a target with blanks or odd bytes");
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
    } else if (++fields > mostFields) {
      return wrong("more than " + mostFields + " header lines");
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
    return b == CR ? State.LINE_LF : expect(is(IN_TEXT, b), here, otherwise);
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
    return character >= 0 && character < PARTS.length && (PARTS[character] & IN_TOKEN) != 0;
  }

  private static boolean is(int part, byte b) {
    return (PARTS[b & 0xff] & part) != 0;
  }
}
