package io.dormouse.streams.api.view;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Lets threads wait for the next value of a key. Values without a waiting thread are dropped. */
public final class Subscriptions<K, V> {

  private final Map<K, Set<Subscription>> waiting = new ConcurrentHashMap<>();

  /** Subscribes to the next value of any of the keys, until closed. */
  public Subscription subscribe(Collection<? extends K> keys) {
    Subscription subscription = new Subscription(List.copyOf(keys));
    for (K key : keys) {
      waiting.compute(
          key,
          (k, known) -> {
            Set<Subscription> all = Objects.requireNonNullElseGet(known, HashSet::new);
            all.add(subscription);
            return all;
          });
    }
    return subscription;
  }

  void publish(K key, V value) {
    Set<Subscription> all = waiting.remove(key);
    if (all != null) {
      all.forEach(subscription -> subscription.value.complete(value));
    }
  }

  /** The wait of one thread. */
  public final class Subscription implements AutoCloseable {

    private final List<K> keys;
    private final CompletableFuture<V> value = new CompletableFuture<>();
    private boolean kept;

    private Subscription(List<K> keys) {
      this.keys = keys;
    }

    /** The value, or empty on time-out. */
    public Optional<V> await(Deadline deadline) {
      return deadline.await(value);
    }

    /**
     * Keeps the subscription beyond the close, until the value comes or this time is over; then the
     * action runs.
     */
    public void keep(Duration atMost, Runnable action) {
      kept = true;
      value
          .orTimeout(atMost.toMillis(), TimeUnit.MILLISECONDS)
          .whenComplete((came, late) -> {
            unsubscribe();
            action.run();
          });
    }

    @Override
    public void close() {
      if (!kept) {
        unsubscribe();
      }
    }

    private void unsubscribe() {
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
