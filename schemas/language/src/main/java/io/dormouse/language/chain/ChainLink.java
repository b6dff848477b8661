package io.dormouse.language.chain;

import io.dormouse.language.wire.MalformedRecordException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The link of one record: its number in the chain of its partition, and the hash of it and of all
 * records before it.
 *
 * <p>The constructor throws {@link IllegalArgumentException} if the number is negative or the hash
 * is not one.
 *
 * @param number 0, 1, 2 … without gap or double
 * @param hash 64 hexadecimal digits
 */
public record ChainLink(long number, String hash) {

  private static final byte VERSION = 1;
  private static final int HASH_BYTES = 32;

  /** Length of the version and the number in a header. */
  private static final int HASH_BEGIN = 1 + Long.BYTES;

  private static final int LENGTH = HASH_BEGIN + HASH_BYTES;

  public ChainLink {
    if (number < 0) {
      throw new IllegalArgumentException(
          "Expected a number of 0 or more, but got %d.".formatted(number));
    }
    if (hash.length() != 2 * HASH_BYTES || !hash.chars().allMatch(HexFormat::isHexDigit)) {
      throw new IllegalArgumentException(
          "Expected a hash of %d hexadecimal digits, but got '%s'."
              .formatted(2 * HASH_BYTES, hash));
    }
  }

  /**
   * Reads a link as a header or a store has it: a version, the number in eight bytes, the hash.
   *
   * @throws MalformedRecordException if the bytes are no link of this version
   */
  public static ChainLink read(byte[] bytes) {
    if (bytes.length != LENGTH || bytes[0] != VERSION) {
      throw new MalformedRecordException(
          "Expected a link of version %d and %d bytes, but got %d bytes%s."
              .formatted(
                  VERSION,
                  LENGTH,
                  bytes.length,
                  bytes.length == 0 ? "" : " of version " + bytes[0]));
    }
    long number = ByteBuffer.wrap(bytes).getLong(1);
    if (number < 0) {
      throw new MalformedRecordException(
          "Expected a link with a number of 0 or more, but got %d.".formatted(number));
    }
    return new ChainLink(number, HexFormat.of().formatHex(bytes, HASH_BEGIN, LENGTH));
  }

  byte[] hashBytes() {
    return HexFormat.of().parseHex(hash);
  }

  static byte[] bytes(long number, byte[] hash) {
    return ByteBuffer.allocate(LENGTH).put(VERSION).putLong(number).put(hash).array();
  }

  /** True if the bytes are the link with this number and hash. */
  static boolean isLink(byte[] bytes, long number, byte[] hash) {
    return bytes.length == LENGTH
        && bytes[0] == VERSION
        && ByteBuffer.wrap(bytes).getLong(1) == number
        && Arrays.equals(bytes, HASH_BEGIN, LENGTH, hash, 0, HASH_BYTES);
  }
}
