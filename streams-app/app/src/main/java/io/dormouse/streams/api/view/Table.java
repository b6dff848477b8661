package io.dormouse.streams.api.view;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Content of a compacted topic, sorted by the keys as text. One thread writes, any thread reads.
 */
public final class Table<K, V> {

  private final NavigableMap<K, V> rows =
      new ConcurrentSkipListMap<>(Comparator.comparing(Object::toString));
  private final Subscriptions<Object, Boolean> changes;

  Table() {
    this(new Subscriptions<>());
  }

  /**
   * A table.
   *
   * @param changes gets each key whose value has changed
   */
  Table(Subscriptions<Object, Boolean> changes) {
    this.changes = changes;
  }

  /** Sets the value of a key; null removes the key. */
  void put(K key, @Nullable V value) {
    if (value == null) {
      rows.remove(key);
    } else {
      rows.put(key, value);
    }
    changes.publish(key, true);
  }

  public Optional<V> find(K key) {
    return Optional.ofNullable(rows.get(key));
  }

  public Collection<V> all() {
    return rows.values();
  }

  /** Values of the keys after the given one, or of all keys. */
  public Collection<V> after(@Nullable K key) {
    return key == null ? rows.values() : rows.tailMap(key, false).values();
  }

  /** Waits until the key's value, or null, matches the predicate; false on time-out. */
  public boolean await(K key, Predicate<@Nullable V> state, Deadline deadline) {
    while (true) {
      try (Subscriptions<Object, Boolean>.Subscription change = changes.subscribe(List.of(key))) {
        if (state.test(rows.get(key))) {
          return true;
        }
        if (change.await(deadline).isEmpty()) {
          return false;
        }
      }
    }
  }
}
