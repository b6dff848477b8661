package io.dormouse.edge.observe;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Unguessable ids in lower hexadecimal digits. Randomness is fetched for many at once, so that one
 * costs next to nothing. Not thread-safe.
 */
final class RandomIds {

  private static final HexFormat HEX = HexFormat.of();

  private final SecureRandom source = new SecureRandom();
  private final byte[] bytes = new byte[4096];
  private int used = bytes.length;

  /** An id of so many bytes, not all of them zero. */
  String next(int length) {
    if (used + length > bytes.length) {
      source.nextBytes(bytes);
      used = 0;
    }
    int from = used;
    used += length;
    for (int at = from; at < used; at++) {
      if (bytes[at] != 0) {
        return HEX.formatHex(bytes, from, used);
      }
    }
    return next(length);
  }
}
