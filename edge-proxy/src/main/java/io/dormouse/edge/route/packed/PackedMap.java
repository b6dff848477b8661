package io.dormouse.edge.route.packed;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Records by key, in little memory: a record takes its key, its value as packed by {@link Packer},
 * five bytes of lengths, and four to seven bytes in an index with open addressing.
 *
 * <p>Read from any thread without a lock; changes exclude each other. A reader during a replacement
 * gets the old or the new record.
 */
final class PackedMap {

  private static final int LONGEST_KEY = 255;
  private static final int LONGEST_VALUE = 1 << 23;
  private static final int EMPTY = 0;
  private static final int REMOVED = 1;
  private static final int FEWEST_SLOTS = 64;
  private static final int SAMPLES = 16;

  private final long seed = ThreadLocalRandom.current().nextLong();
  private final Arena arena;
  private final Packer packer;
  private final Deque<byte[]> samples = new ArrayDeque<>();
  private volatile AtomicIntegerArray slots;
  private final AtomicInteger size = new AtomicInteger();
  private final AtomicInteger edition = new AtomicInteger();
  private int usedSlots;

  /**
   * @param expected number of records that fit without growing
   */
  PackedMap(Packer packer, int expected, Arena arena) {
    this.arena = arena;
    this.packer = packer;
    this.slots = new AtomicIntegerArray(slotsFor(expected));
  }

  int size() {
    return size.get();
  }

  int turn() {
    return arena.turn();
  }

  List<byte[]> dictionaries() {
    return packer.dictionaries();
  }

  /** The record of a key, or null if there is none. */
  @Nullable PackedRecord find(byte[] key) {
    AtomicIntegerArray table = slots;
    int slot = firstSlot(table, key, 0, key.length);
    for (int position = table.get(slot); position != EMPTY; position = table.get(slot)) {
      byte[] chunk = position == REMOVED ? null : arena.chunk(position);
      if (position != REMOVED && chunk == null) {
        // The record was moved a moment ago; the index is up to date by now.
        table = slots;
        slot = firstSlot(table, key, 0, key.length);
        continue;
      }
      if (chunk != null) {
        PackedRecord place = new PackedRecord(position, chunk);
        if (place.hasKey(key)) {
          return place;
        }
      }
      slot = next(table, slot);
    }
    return null;
  }

  byte[] value(PackedRecord place, byte[] key) {
    return packer.unpack(
        place.dictionary(), key, place.chunk(), place.packedOffset(), place.packedLength());
  }

  /**
   * Puts a record in the place of the one that the key had.
   *
   * @throws IllegalArgumentException if the key is empty or longer than 255 bytes, or the value is
   *     longer than 8 MiB
   */
  synchronized void put(byte[] key, byte[] value) {
    if (key.length == 0 || key.length > LONGEST_KEY || value.length > LONGEST_VALUE) {
      throw new IllegalArgumentException(
          "Expected a key of 1 to %d bytes and at most %d of a value, but got %d and %d."
              .formatted(LONGEST_KEY, LONGEST_VALUE, key.length, value.length));
    }
    byte[] packed = packer.pack(key, value);
    sample(value);
    int position = arena.reserve(PackedRecord.HEAD + key.length + packed.length);
    ByteBuffer.wrap(chunk(position))
        .position(Arena.offset(position))
        .put((byte) key.length)
        .putInt(packer.newest() << 24 | packed.length)
        .put(key)
        .put(packed);
    publish(key, position);
  }

  /**
   * Adds a record in the form of {@link #copy}, for a key that has none.
   *
   * @throws IllegalArgumentException if it is none
   */
  synchronized void adopt(byte[] from, int length) {
    PackedRecord record = new PackedRecord(0, from);
    if (length <= PackedRecord.HEAD
        || record.keyLength() == 0
        || record.size() != length
        || record.dictionary() > packer.newest()) {
      throw new IllegalArgumentException("Expected a packed record, but got other bytes.");
    }
    int position = arena.reserve(length);
    System.arraycopy(from, 0, chunk(position), Arena.offset(position), length);
    growIfFull();
    index(slots, place(position));
    usedSlots++;
    size.incrementAndGet();
  }

  /** Removes the record of a key. Returns true if there was one. */
  synchronized boolean remove(byte[] key) {
    PackedRecord old = find(key);
    if (old == null) {
      return false;
    }
    slots.set(slotOf(old), REMOVED);
    size.decrementAndGet();
    release(old);
    return true;
  }

  /**
   * The number of the index, for {@link #copy}; it changes when the index is rebuilt. Its records
   * need only the dictionaries that exist after this call.
   */
  int edition() {
    return edition.get();
  }

  /**
   * Copies the records of some slots of the index, each after its length of four bytes.
   *
   * @return false if the index was rebuilt, so that the copy is incomplete
   */
  synchronized boolean copy(int fromEdition, int from, int to, ByteArrayOutputStream out) {
    if (fromEdition != edition.get()) {
      return false;
    }
    AtomicIntegerArray index = slots;
    places(index, from, Math.min(to, index.length()))
        .forEach(place -> {
          out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(place.size()).array());
          out.write(place.chunk(), place.offset(), place.size());
        });
    return true;
  }

  /** The number of slots of the index. */
  int slots() {
    return slots.length();
  }

  /** All keys as they are now. */
  synchronized List<byte[]> keys() {
    return places(slots, 0, slots.length()).map(PackedRecord::key).toList();
  }

  private Stream<PackedRecord> places(AtomicIntegerArray index, int from, int to) {
    return IntStream.range(from, to)
        .map(index::get)
        .filter(position -> position != EMPTY && position != REMOVED)
        .mapToObj(this::place);
  }

  private void publish(byte[] key, int position) {
    PackedRecord old = find(key);
    if (old != null) {
      slots.set(slotOf(old), position);
      release(old);
      return;
    }
    growIfFull();
    index(slots, place(position));
    usedSlots++;
    size.incrementAndGet();
  }

  /** Puts a place into the first slot that is free for its key. */
  private void index(AtomicIntegerArray table, PackedRecord place) {
    int slot = firstSlot(table, place.chunk(), place.keyOffset(), place.keyLength());
    while (table.get(slot) != EMPTY) {
      slot = next(table, slot);
    }
    table.set(slot, place.position());
  }

  private void sample(byte[] value) {
    samples.addLast(value);
    if (samples.size() > SAMPLES) {
      samples.removeFirst();
    }
  }

  /** Rebuilds the index when most slots are used; a larger map has better samples to learn from. */
  private void growIfFull() {
    AtomicIntegerArray old = slots;
    if (usedSlots < old.length() / 8 * 5) {
      return;
    }
    // A quarter more than needed now, so that an index with many freed slots shrinks.
    AtomicIntegerArray larger = new AtomicIntegerArray(slotsFor(size.get() / 4 * 5 + 1));
    places(old, 0, old.length()).forEach(place -> index(larger, place));
    if (larger.length() > old.length()) {
      packer.learn(List.copyOf(samples));
    }
    edition.incrementAndGet();
    usedSlots = size.get();
    slots = larger;
  }

  private void release(PackedRecord place) {
    if (arena.release(place.position(), place.size())) {
      evacuate(Arena.number(place.position()), place.chunk());
    }
  }

  /** Moves the live records of a chunk, and drops the chunk. */
  private void evacuate(int number, byte[] chunk) {
    for (int offset = 0; offset < chunk.length && chunk[offset] != 0; ) {
      PackedRecord place = new PackedRecord(Arena.position(number, offset), chunk);
      int slot = slotOf(place);
      if (slot >= 0) {
        int position = arena.reserve(place.size());
        System.arraycopy(chunk, offset, chunk(position), Arena.offset(position), place.size());
        slots.set(slot, position);
      }
      offset += Arena.taken(place.size());
    }
    arena.drop(number);
  }

  /** The slot that has exactly this place, or -1 if none has. */
  private int slotOf(PackedRecord place) {
    AtomicIntegerArray table = slots;
    int slot = firstSlot(table, place.chunk(), place.keyOffset(), place.keyLength());
    for (int position = table.get(slot); position != EMPTY; position = table.get(slot)) {
      if (position == place.position()) {
        return slot;
      }
      slot = next(table, slot);
    }
    return -1;
  }

  private PackedRecord place(int position) {
    return new PackedRecord(position, chunk(position));
  }

  private byte[] chunk(int position) {
    byte[] chunk = arena.chunk(position);
    if (chunk == null) {
      throw new IllegalStateException("Expected a chunk at the position " + position + ".");
    }
    return chunk;
  }

  /** Seeded, so that nobody can choose names that collide. */
  private int firstSlot(AtomicIntegerArray table, byte[] bytes, int offset, int length) {
    long hash = seed;
    for (int i = offset; i < offset + length; i++) {
      hash = (hash ^ bytes[i]) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 32;
    }
    return (int) (((hash >>> Integer.SIZE) * table.length()) >>> Integer.SIZE);
  }

  private static int next(AtomicIntegerArray table, int slot) {
    return slot + 1 == table.length() ? 0 : slot + 1;
  }

  private static int slotsFor(int records) {
    return Math.max(FEWEST_SLOTS, records / 5 * 8 + 8);
  }
}
