package io.dormouse.edge.route.packed;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Memory for records, each at a position: 16 bits number a chunk, 16 count units of four bytes in
 * it. A chunk is dropped when little of it is in use; its number is used again only after all
 * others.
 *
 * <p>Changed by one thread at a time, read by any.
 */
final class Arena {

  /** The largest chunk of many records, in bytes; one that is larger has a chunk of its own. */
  static final int LARGEST_CHUNK = 1 << 18;

  private static final int UNIT_BITS = 16;
  private static final int UNIT = LARGEST_CHUNK >> UNIT_BITS;
  private static final int NUMBERS = 1 << (Integer.SIZE - UNIT_BITS);

  private final AtomicReferenceArray<byte[]> chunks = new AtomicReferenceArray<>(NUMBERS);
  private final int chunkSize;
  private final int[] inUse = new int[NUMBERS];
  // No chunk is 0, so no record is at the positions 0 and 1, which an index uses as marks.
  private int current;
  private int newest;
  private int filled;
  private final AtomicInteger turn = new AtomicInteger();

  Arena(int chunkSize) {
    this.chunkSize = chunkSize;
    this.filled = chunkSize;
  }

  /** The number of times that the chunks were numbered anew. A position is unique within a turn. */
  int turn() {
    return turn.get();
  }

  /** The number of chunks. */
  int chunks() {
    return (int) IntStream.range(0, NUMBERS).filter(i -> chunks.get(i) != null).count();
  }

  /** The chunk of a position, or null if it was dropped. */
  byte @Nullable [] chunk(int position) {
    return chunks.get(number(position));
  }

  static int number(int position) {
    return position >>> UNIT_BITS;
  }

  static int offset(int position) {
    return (position & (1 << UNIT_BITS) - 1) * UNIT;
  }

  static int position(int number, int offset) {
    return number << UNIT_BITS | offset / UNIT;
  }

  /** The bytes that a record of this size takes. */
  static int taken(int size) {
    return (size + UNIT - 1) / UNIT * UNIT;
  }

  /**
   * Reserves room for a record, and returns its position.
   *
   * @throws IllegalStateException if all chunks are in use: at 16 GiB
   */
  int reserve(int size) {
    int taken = taken(size);
    if (taken > chunkSize) {
      int number = open(taken);
      inUse[number] = taken;
      return position(number, 0);
    } else if (filled + taken > chunkSize) {
      current = open(chunkSize);
      filled = 0;
    }
    int position = position(current, filled);
    filled += taken;
    inUse[current] += taken;
    return position;
  }

  /**
   * Releases a record. Returns true if so little of its chunk is in use that it should be dropped.
   */
  boolean release(int position, int size) {
    int number = number(position);
    inUse[number] -= taken(size);
    byte[] chunk = chunks.get(number);
    return number != current && chunk != null && inUse[number] < chunk.length / 4 * 3;
  }

  /** Drops a chunk of which nothing is in use. */
  void drop(int number) {
    chunks.set(number, null);
    inUse[number] = 0;
  }

  private int open(int size) {
    for (int tries = 1; tries < NUMBERS; tries++) {
      newest++;
      if (newest == NUMBERS) {
        newest = 1;
        turn.incrementAndGet();
      }
      if (chunks.get(newest) == null) {
        chunks.set(newest, new byte[size]);
        return newest;
      }
    }
    throw new IllegalStateException("Expected at most 16 GiB of records, but there are more.");
  }
}
