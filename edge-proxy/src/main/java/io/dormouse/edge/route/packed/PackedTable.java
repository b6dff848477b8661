package io.dormouse.edge.route.packed;

import io.dormouse.language.wire.Codec;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The values of a compacted topic by key, kept encoded and decoded on demand; frequent ones stay
 * decoded. Keys are ASCII.
 *
 * <p>Read from any thread without a lock; changes exclude each other.
 */
public final class PackedTable<T> {

  private record Decoded<T>(int turn, int position, T value) {}

  private static final int CACHE_BITS = 16;
  private static final int SLICE = 1024;

  private final Codec<T> codec;
  private final PackedMap map;
  private final AtomicReferenceArray<@Nullable Decoded<T>> cache =
      new AtomicReferenceArray<>(1 << CACHE_BITS);

  public PackedTable(Codec<T> codec) {
    this(codec, new Packer(), 0);
  }

  public PackedTable(Codec<T> codec, Packer packer, int expected) {
    this.codec = codec;
    this.map = new PackedMap(packer, expected, new Arena(Arena.LARGEST_CHUNK));
  }

  public int size() {
    return map.size();
  }

  public @Nullable T get(String key) {
    byte[] bytes = bytes(key);
    int turn = map.turn();
    PackedRecord place = map.find(bytes);
    if (place == null) {
      return null;
    }
    int slot = (place.position() * 0x9E3779B1) >>> (Integer.SIZE - CACHE_BITS);
    for (int way = slot; way >= 0; way = way == slot ? slot ^ 1 : -1) {
      Decoded<T> decoded = cache.get(way);
      if (decoded != null && decoded.position() == place.position() && decoded.turn() == turn) {
        return decoded.value();
      }
    }
    T value = codec.decode(map.value(place, bytes));
    cache.set(slot ^ 1, cache.get(slot));
    cache.set(slot, new Decoded<>(turn, place.position(), value));
    return value;
  }

  /** The encoded value, or null if there is none. */
  public byte @Nullable [] encoded(String key) {
    byte[] bytes = bytes(key);
    PackedRecord place = map.find(bytes);
    return place == null ? null : map.value(place, bytes);
  }

  /** Puts an encoded value. */
  public void put(String key, byte[] encoded) {
    map.put(bytes(key), encoded);
  }

  /** Returns true if there was a value. */
  public boolean remove(String key) {
    return map.remove(bytes(key));
  }

  /** Adds a record of an {@link Export}. */
  public void adopt(byte[] from, int length) {
    map.adopt(from, length);
  }

  /** A receiver of all records. */
  public interface Export<E extends Exception> {

    /**
     * Called first.
     *
     * @param size approximate number of records
     */
    void begin(List<byte[]> dictionaries, int size) throws E;

    /** Called with some records, each after its length of four bytes. */
    void next(byte[] records) throws E;
  }

  /**
   * Exports all records, some at a time. Concurrent changes may or may not be part of it.
   *
   * @return false if it has to be repeated because the table grew
   */
  public <E extends Exception> boolean export(Export<E> export) throws E {
    int edition = map.edition();
    export.begin(map.dictionaries(), map.size());
    ByteArrayOutputStream slice = new ByteArrayOutputStream();
    for (int from = 0; from < map.slots(); from += SLICE) {
      if (!map.copy(edition, from, from + SLICE, slice)) {
        return false;
      }
      export.next(slice.toByteArray());
      slice.reset();
    }
    return edition == map.edition();
  }

  /** All keys as they are now. */
  public List<String> keys() {
    return map.keys().stream().map(key -> new String(key, StandardCharsets.US_ASCII)).toList();
  }

  private static byte[] bytes(String key) {
    return key.getBytes(StandardCharsets.US_ASCII);
  }
}
