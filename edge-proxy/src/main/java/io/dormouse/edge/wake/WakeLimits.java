package io.dormouse.edge.wake;

import io.dormouse.edge.WakingSettings;
import io.dormouse.language.instance.InstanceId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Limits of wakes: a bucket of distinct instances for each network of clients, and one for all. An
 * instance that is among the last that a network woke costs the network nothing. Networks are
 * remembered up to a number; the one whose last wake is the oldest is forgotten first, since its
 * bucket is the fullest. Not thread-safe; times are nanoseconds.
 */
final class WakeLimits {

  /** The limit that was reached. */
  enum Limit {
    CLIENT,
    ALL
  }

  /**
   * A refused wake.
   *
   * @param again time until it is allowed, if nobody else wakes meanwhile
   */
  record Refusal(Limit limit, Duration again) {}

  /** A bucket by the time at which it is full again (a generic cell rate algorithm). */
  private static final class Bucket {

    private final long refill;
    private final long capacity;
    private long fullAt;

    Bucket(int burst, Duration refill, long now) {
      this.refill = refill.toNanos();
      this.capacity = burst * this.refill;
      this.fullAt = now;
    }

    /** Time until there is one to take; zero or less if there is one now. */
    long untilOne(long now) {
      return Math.max(0, fullAt - now) + refill - capacity;
    }

    void take(long now) {
      fullAt = now + Math.max(0, fullAt - now) + refill;
    }
  }

  /** A network of clients, with the instances that it woke last. */
  private record KnownClient(Bucket bucket, Deque<InstanceId> lately) {}

  private final WakingSettings settings;
  private final Bucket all;
  private final Map<Long, KnownClient> clients = new LinkedHashMap<>();

  WakeLimits(WakingSettings settings, long now) {
    this.settings = settings;
    this.all = new Bucket(settings.allBurst(), settings.allRefill(), now);
  }

  /** Number of networks that are remembered. */
  int clients() {
    return clients.size();
  }

  /**
   * Charges a wake.
   *
   * @return null if it is allowed
   */
  @Nullable Refusal charge(long network, InstanceId instance, long now) {
    KnownClient known = clients.get(network);
    boolean charged =
        settings.clientBurst() > 0 && (known == null || !known.lately().contains(instance));
    long clientWait = known == null || !charged ? 0 : known.bucket().untilOne(now);
    if (clientWait > 0) {
      return new Refusal(Limit.CLIENT, Duration.ofNanos(clientWait));
    }
    if (settings.allBurst() > 0) {
      long allWait = all.untilOne(now);
      if (allWait > 0) {
        return new Refusal(Limit.ALL, Duration.ofNanos(allWait));
      }
      all.take(now);
    }
    if (charged) {
      take(network, known, instance, now);
    }
    return null;
  }

  private void take(long network, @Nullable KnownClient known, InstanceId instance, long now) {
    KnownClient client =
        known == null
            ? new KnownClient(
                new Bucket(settings.clientBurst(), settings.clientRefill(), now),
                new ArrayDeque<>(1))
            : known;
    client.bucket().take(now);
    client.lately().addLast(instance);
    if (client.lately().size() > settings.clientBurst()) {
      client.lately().removeFirst();
    }
    clients.remove(network);
    clients.put(network, client);
    if (clients.size() > settings.clients()) {
      clients.remove(clients.keySet().iterator().next());
    }
  }
}
