package io.dormouse.streams.api.view;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets threads wait for the next value that comes under a key. Values that nobody waits for are
 * dropped.
 */
public final class Arrivals<K, V> {

  private final Map<K, Set<Arrival>> waiting = new ConcurrentHashMap<>();

  /** Waits, from now on until it is closed, for the next value of any of the keys. */
  public Arrival next(Collection<? extends K> keys) {
    Arrival arrival = new Arrival(List.copyOf(keys));
    for (K key : keys) {
      waiting.compute(
          key,
          (k, known) -> {
            Set<Arrival> all = Objects.requireNonNullElseGet(known, HashSet::new);
            all.add(arrival);
            return all;
          });
    }
    return arrival;
  }

  void arrived(K key, V value) {
    Set<Arrival> all = waiting.remove(key);
    if (all != null) {
      all.forEach(arrival -> arrival.value.complete(value));
    }
  }

  /** One thread's wait. */
  public final class Arrival implements AutoCloseable {

    private final List<K> keys;
    private final CompletableFuture<V> value = new CompletableFuture<>();

    private Arrival(List<K> keys) {
      this.keys = keys;
    }

    /** The value, or nothing if it does not come in time. */
    public Optional<V> await(Deadline deadline) {
      return deadline.await(value);
    }

    @Override
    public void close() {
      for (K key : keys) {
        waiting.computeIfPresent(
            key,
            (k, all) -> {
              all.remove(this);
              return all.isEmpty() ? null : all;
            });
      }
    }
  }
}
