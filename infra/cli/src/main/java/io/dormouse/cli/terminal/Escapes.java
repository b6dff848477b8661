package io.dormouse.cli.terminal;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;

/**
 * Text that cannot steer a terminal: control characters, marks of direction, invisible characters
 * and line separators are written as {@code \\u001b}. In strings of JSON, and in quoted ones of
 * YAML, that is the same text.
 */
public final class Escapes {

  private Escapes() {}

  /** The text on one line. */
  public static String line(String text) {
    return escape(text, false);
  }

  /** The text with its line ends. */
  public static String lines(String text) {
    return escape(text, true);
  }

  /** A writer that escapes all but line ends. */
  public static Writer writer(Writer out) {
    return new EscapingWriter(out);
  }

  private static String escape(String text, boolean keepLineEnds) {
    StringBuilder safe = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      if (character == '\n') {
        safe.append(keepLineEnds ? "\n" : "\\n");
      } else if (steers(character)) {
        safe.append("\\u%04x".formatted((int) character));
      } else {
        safe.append(character);
      }
    }
    return safe.toString();
  }

  private static boolean steers(char character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  private static final class EscapingWriter extends FilterWriter {

    EscapingWriter(Writer out) {
      super(out);
    }

    @Override
    public void write(int character) throws IOException {
      write(String.valueOf((char) character));
    }

    @Override
    public void write(char[] characters, int from, int length) throws IOException {
      write(new String(characters, from, length));
    }

    @Override
    public void write(String text, int from, int length) throws IOException {
      out.write(lines(text.substring(from, from + length)));
    }
  }
}
