package io.dormouse.core.whatif;

import java.time.Duration;

/** Numbers of waits by their length, to two percent. A wait over an hour counts as one hour. */
public final class WaitHistogram {

  private static final double GROWTH = Math.log(1.02);
  private static final long LONGEST_MILLIS = Duration.ofHours(1).toMillis();

  private final long[] counts = new long[bucket(LONGEST_MILLIS) + 1];
  private long all;

  private static int bucket(long millis) {
    return millis < 1 ? 0 : 1 + (int) (Math.log(millis) / GROWTH);
  }

  void add(Duration wait) {
    counts[bucket(Math.min(wait.toMillis(), LONGEST_MILLIS))]++;
    all++;
  }

  void add(WaitHistogram other) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts[i];
    }
    all += other.all;
  }

  /** The number of waits. */
  public long count() {
    return all;
  }

  /** The wait that so many percent do not exceed, to two percent; zero if there is none. */
  public Duration percentile(int percent) {
    long rank = Math.max(1, (all * percent + 99) / 100);
    long seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (all > 0 && seen >= rank) {
        return i == 0 ? Duration.ZERO : Duration.ofMillis(Math.round(Math.exp((i - 0.5) * GROWTH)));
      }
    }
    return Duration.ZERO;
  }
}
