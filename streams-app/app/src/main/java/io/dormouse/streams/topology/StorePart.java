package io.dormouse.streams.topology;

import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one kind of value in a store that has several kinds: one store has one changelog, so
 * that a turn is one write to a disk and to one partition.
 *
 * @param prefix of the part's keys in the store
 * @param last after all keys of the part; null if nothing comes after them
 */
public record StorePart(String prefix, @Nullable String last) {

  /** The whole of a store. */
  public static final StorePart ALL = new StorePart("", null);

  /** Begin of the prefixes of parts; what has none begins with a letter or a digit. */
  private static final String MARK = "~";

  /** The keys without a prefix, in a store that has parts. */
  public static final StorePart PLAIN = new StorePart("", MARK);

  /** The keys with a prefix. */
  public static StorePart named(String name) {
    String prefix = MARK + name + MARK;
    return new StorePart(prefix, prefix + Character.MAX_VALUE);
  }

  /** True for a key that {@link #PLAIN} has. */
  public static boolean isPlain(String key) {
    return !key.startsWith(MARK);
  }

  /** The key in the store. */
  public String key(String key) {
    return prefix + key;
  }

  /** The key within the part. */
  public String within(String key) {
    return key.substring(prefix.length());
  }

  /** All entries of the part, by their keys in the store. */
  @SuppressWarnings("NullAway") // Kafka's range is open where it is null
  public <V> KeyValueIterator<String, V> entries(KeyValueStore<String, V> store) {
    return store.range(prefix, last);
  }
}
