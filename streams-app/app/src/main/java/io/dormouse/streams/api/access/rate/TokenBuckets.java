package io.dormouse.streams.api.access.rate;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Token buckets by name. The buckets used last are kept; one that is dropped begins anew, which
 * gives its user one more burst.
 */
public final class TokenBuckets {

  private static final int MOST = 50_000;
  private static final double NANOS = 1e9;

  private final double perSecond;
  private final double size;
  private final LongSupplier nanoTime;
  private final Map<String, Bucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > MOST;
        }
      };

  /**
   * Full buckets.
   *
   * @param size tokens that a bucket holds
   */
  public TokenBuckets(double perSecond, double size, LongSupplier nanoTime) {
    this.perSecond = perSecond;
    this.size = size;
    this.nanoTime = nanoTime;
  }

  private static final class Bucket {
    private double tokens;
    private long at;

    Bucket(double tokens, long at) {
      this.tokens = tokens;
      this.at = at;
    }
  }

  /** Takes a token if there is one; otherwise returns the time until there will be. */
  public synchronized Duration take(String name) {
    Bucket bucket = filled(name);
    if (bucket.tokens >= 1) {
      bucket.tokens--;
      return Duration.ZERO;
    }
    return until(1 - bucket.tokens);
  }

  /** Takes a token that may be still to come, and returns the time until it does. */
  public synchronized Duration reserve(String name) {
    Bucket bucket = filled(name);
    bucket.tokens--;
    return bucket.tokens >= 0 ? Duration.ZERO : until(-bucket.tokens);
  }

  /** The time until there will be a token; zero if there is one. */
  public synchronized Duration look(String name) {
    double tokens = filled(name).tokens;
    return tokens >= 1 ? Duration.ZERO : until(1 - tokens);
  }

  private Duration until(double missing) {
    return Duration.ofNanos((long) Math.ceil(missing / perSecond * NANOS));
  }

  private Bucket filled(String name) {
    long now = nanoTime.getAsLong();
    Bucket bucket = buckets.computeIfAbsent(name, unknown -> new Bucket(size, now));
    bucket.tokens = Math.min(size, bucket.tokens + (now - bucket.at) / NANOS * perSecond);
    bucket.at = now;
    return bucket;
  }

  int count() {
    return buckets.size();
  }
}
