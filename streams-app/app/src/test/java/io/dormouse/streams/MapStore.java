package io.dormouse.streams;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** A store in a sorted map. */
@SuppressWarnings("NullAway") // Kafka's interface takes nulls without declaring it.
public final class MapStore<K extends Comparable<? super K>, V> implements KeyValueStore<K, V> {

  private final String name;
  private final TreeMap<K, V> map = new TreeMap<>();
  private final Map<K, Integer> reads = new HashMap<>();
  private long writes;

  public MapStore(String name) {
    this.name = name;
  }

  public void clear() {
    map.clear();
  }

  /** The number of values put and removed so far. */
  public long writes() {
    return writes;
  }

  @Override
  public void put(K key, @Nullable V value) {
    writes++;
    if (value == null) {
      map.remove(key);
    } else {
      map.put(key, value);
    }
  }

  @Override
  public V putIfAbsent(K key, V value) {
    return map.putIfAbsent(key, value);
  }

  @Override
  public void putAll(List<KeyValue<K, V>> entries) {
    entries.forEach(entry -> put(entry.key, entry.value));
  }

  @Override
  public V delete(K key) {
    return map.remove(key);
  }

  /** Number of reads of a key. */
  public int reads(K key) {
    return reads.getOrDefault(key, 0);
  }

  @Override
  public V get(K key) {
    reads.merge(key, 1, Integer::sum);
    return map.get(key);
  }

  @Override
  public KeyValueIterator<K, V> range(K from, K to) {
    return new Entries<>(to == null ? map.tailMap(from) : map.subMap(from, true, to, true));
  }

  @Override
  public KeyValueIterator<K, V> all() {
    return new Entries<>(map);
  }

  @Override
  public long approximateNumEntries() {
    return map.size();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {}

  @Override
  public void close() {}

  @Override
  public boolean persistent() {
    return false;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  /** A copy, so that the store may change meanwhile. */
  private static final class Entries<K, V> implements KeyValueIterator<K, V> {

    private final Iterator<KeyValue<K, V>> entries;

    Entries(SortedMap<K, V> map) {
      List<KeyValue<K, V>> copy = new ArrayList<>(map.size());
      for (Map.Entry<K, V> entry : map.entrySet()) {
        copy.add(KeyValue.pair(entry.getKey(), entry.getValue()));
      }
      entries = copy.iterator();
    }

    @Override
    public boolean hasNext() {
      return entries.hasNext();
    }

    @Override
    public KeyValue<K, V> next() {
      return entries.next();
    }

    @Override
    public K peekNextKey() {
      throw new UnsupportedOperationException("Expected nobody to peek.");
    }

    @Override
    public void close() {}
  }
}
