package io.dormouse.streams.api.view;

import io.dormouse.language.wire.Codec;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Content of a compacted topic, sorted by the keys as text, and by groups. Rows are kept as the
 * bytes of their records, which take less memory than the values, and are decoded when they are
 * read. One thread writes, any thread reads.
 */
public final class Table<K, V> {

  private static final NavigableSet<String> NO_NAMES = Collections.emptyNavigableSet();

  private final NavigableMap<String, byte[]> rows = new ConcurrentSkipListMap<>();
  private final Map<Object, NavigableSet<String>> groups = new ConcurrentHashMap<>();
  private final Codec<V> codec;
  private final Function<V, Set<Object>> groupsOf;
  private final Subscriptions<Object, Boolean> changes;

  /** A table without groups. */
  Table(Codec<V> codec, Subscriptions<Object, Boolean> changes) {
    this(codec, value -> Set.of(), changes);
  }

  /**
   * A table.
   *
   * @param groupsOf groups of a value, by which rows are found without a look at all others
   * @param changes gets each key whose value has changed
   */
  Table(Codec<V> codec, Function<V, Set<Object>> groupsOf, Subscriptions<Object, Boolean> changes) {
    this.codec = codec;
    this.groupsOf = groupsOf;
    this.changes = changes;
  }

  /**
   * Sets the row of a key. The key enters its new groups before and leaves the old ones after that,
   * and readers look at the row: so it is in exactly the row's groups at any time.
   *
   * @param row encoded; null removes the key
   */
  void put(K key, byte @Nullable [] row) {
    String name = key.toString();
    Set<Object> from = groupsOf(rows.get(name));
    Set<Object> to = groupsOf(row);
    to.forEach(group -> names(group).add(name));
    if (row == null) {
      rows.remove(name);
    } else {
      rows.put(name, row);
    }
    from.stream().filter(group -> !to.contains(group)).forEach(group -> leave(group, name));
    changes.publish(key, true);
  }

  private Set<Object> groupsOf(byte @Nullable [] row) {
    return row == null ? Set.of() : groupsOf.apply(codec.decode(row));
  }

  private NavigableSet<String> names(Object group) {
    return groups.computeIfAbsent(group, unused -> new ConcurrentSkipListSet<>());
  }

  /** Only the thread that writes adds names, so that an empty group stays empty meanwhile. */
  private void leave(Object group, String name) {
    NavigableSet<String> names = names(group);
    names.remove(name);
    if (names.isEmpty()) {
      groups.remove(group);
    }
  }

  public Optional<V> find(K key) {
    return Optional.ofNullable(value(key.toString()));
  }

  public Stream<V> all() {
    return rows.values().stream().map(codec::decode);
  }

  /** Values of the keys after the given one, or of all keys, in the order of the keys. */
  public Stream<V> after(@Nullable K key) {
    return key == null
        ? all()
        : rows.tailMap(key.toString(), false).values().stream().map(codec::decode);
  }

  /** Values of a group, of the keys after the given one, or of all keys, in their order. */
  public Stream<V> after(@Nullable K key, Object ofGroup) {
    NavigableSet<String> names = groups.getOrDefault(ofGroup, NO_NAMES);
    return (key == null ? names : names.tailSet(key.toString(), false))
        .stream()
            .flatMap(name -> Stream.ofNullable(value(name)))
            .filter(value -> groupsOf.apply(value).contains(ofGroup));
  }

  private @Nullable V value(String name) {
    byte[] row = rows.get(name);
    return row == null ? null : codec.decode(row);
  }

  /** Waits until the key's value, or null, matches the predicate; false on time-out. */
  public boolean await(K key, Predicate<@Nullable V> state, Deadline deadline) {
    while (true) {
      try (Subscriptions<Object, Boolean>.Subscription change = changes.subscribe(List.of(key))) {
        if (state.test(value(key.toString()))) {
          return true;
        }
        if (change.await(deadline).isEmpty()) {
          return false;
        }
      }
    }
  }
}
