package io.dormouse.streams.api.http;

import io.dormouse.streams.api.json.Utf8;
import java.io.ByteArrayOutputStream;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;

/** Strict decoding of percent-encoded UTF-8. */
public final class PercentDecoder {

  private PercentDecoder() {}

  /** Throws {@link IllegalArgumentException} with the reason if it is not of that form. */
  public static String decode(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c <= ' ' || c >= 127) {
        throw new IllegalArgumentException("characters beyond ASCII, and blanks, are encoded");
      } else if (c == '%') {
        bytes.write(octet(text, at));
        at += 2;
      } else {
        bytes.write(c);
      }
    }
    try {
      return Utf8.decode(bytes.toByteArray());
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("encoded characters are UTF-8", e);
    }
  }

  private static int octet(String text, int at) {
    if (at + 2 >= text.length()
        || !HexFormat.isHexDigit(text.charAt(at + 1))
        || !HexFormat.isHexDigit(text.charAt(at + 2))) {
      throw new IllegalArgumentException("'%' is followed by two hexadecimal digits");
    }
    return HexFormat.fromHexDigits(text, at + 1, at + 3);
  }
}
