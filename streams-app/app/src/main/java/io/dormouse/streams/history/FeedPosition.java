package io.dormouse.streams.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A place in the feed of all events: for each partition, the offset of the next record. It holds in
 * every copy of the index of one log, also in one that is built anew.
 *
 * @param log short hash of the log's identity
 * @param offsets of the partitions, in the order of the topics of events and their numbers
 */
public record FeedPosition(int log, List<Long> offsets) {

  private static final int SEVEN_BITS = 0x7f;
  private static final int MORE = 0x80;

  public FeedPosition {
    offsets = List.copyOf(offsets);
  }

  /** Before the first event. */
  static FeedPosition start(String identity, int partitions) {
    return new FeedPosition(hash(identity), Collections.nCopies(partitions, 0L));
  }

  private static int hash(String identity) {
    CRC32C hash = new CRC32C();
    hash.update(identity.getBytes(UTF_8));
    return (int) hash.getValue();
  }

  /** The position with another offset for one partition. */
  FeedPosition with(int partition, long offset) {
    List<Long> next = new ArrayList<>(offsets);
    next.set(partition, offset);
    return new FeedPosition(log, next);
  }

  /**
   * Reads what {@link #toString} wrote.
   *
   * @throws IllegalArgumentException if it is no such text
   */
  public static FeedPosition parse(String text) {
    List<Long> offsets = new ArrayList<>();
    ByteArrayInputStream bytes;
    try {
      bytes = new ByteArrayInputStream(Base64.getUrlDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      throw wrong(text);
    }
    int log = 0;
    for (int i = 0; i < Integer.BYTES; i++) {
      log = log << Byte.SIZE | one(bytes, text);
    }
    while (bytes.available() > 0) {
      offsets.add(number(bytes, text));
    }
    return new FeedPosition(log, offsets);
  }

  private static long number(ByteArrayInputStream bytes, String text) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE - 1; shift += 7) {
      int next = one(bytes, text);
      value |= (long) (next & SEVEN_BITS) << shift;
      if ((next & MORE) == 0) {
        return value;
      }
    }
    throw wrong(text);
  }

  private static int one(ByteArrayInputStream bytes, String text) {
    int next = bytes.read();
    if (next < 0) {
      throw wrong(text);
    }
    return next;
  }

  static IllegalArgumentException wrong(String text) {
    return new IllegalArgumentException(
        "Expected a cursor as a page or an event of this feed has it, but got '%s'."
            .formatted(text));
  }

  /** Characters that need no escape in a URL or a header. */
  @Override
  public String toString() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(log).array());
    for (long offset : offsets) {
      long rest = offset;
      while (rest > SEVEN_BITS) {
        bytes.write((int) (rest & SEVEN_BITS) | MORE);
        rest >>>= 7;
      }
      bytes.write((int) rest);
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
  }
}
