package io.dormouse.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A short series of durations, in milliseconds, each kept so that pairs can be subtracted. Not for
 * several threads at once.
 */
public final class Samples {

  private final List<Double> millis = new ArrayList<>();

  public void add(Duration duration) {
    millis.add(duration.toNanos() / 1e6);
  }

  public void add(double value) {
    millis.add(value);
  }

  public int count() {
    return millis.size();
  }

  public double median() {
    return quantile(0.5);
  }

  public double p99() {
    return quantile(0.99);
  }

  /** The smallest value such that at least this share of all values are not above it. */
  public double quantile(double share) {
    if (millis.isEmpty()) {
      throw new IllegalStateException("Expected at least one measurement.");
    }
    List<Double> sorted = millis.stream().sorted().toList();
    return sorted.get(Math.max(0, (int) Math.ceil(share * sorted.size()) - 1));
  }

  /** The differences, pair by pair, to another series of the same length. */
  public Samples minus(Samples other) {
    Samples differences = new Samples();
    IntStream.range(0, count()).forEach(i -> differences.add(millis.get(i) - other.millis.get(i)));
    return differences;
  }
}
