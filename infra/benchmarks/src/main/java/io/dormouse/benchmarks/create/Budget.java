package io.dormouse.benchmarks.create;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The creates of one phase, until their number or their time is used up, or it is stopped; for any
 * thread.
 */
public final class Budget {

  private final String prefix;
  private final int count;
  private volatile long end;
  private final AtomicInteger taken = new AtomicInteger();

  /**
   * A budget.
   *
   * @param prefix of the instances' ids, which go on with {@code -0}
   * @param count of instances
   * @param time after which there are no more
   */
  public Budget(String prefix, int count, Duration time) {
    this.prefix = prefix;
    this.count = count;
    this.end = System.nanoTime() + time.toNanos();
  }

  /** The body of the next create; empty if there is none. */
  Optional<String> next() {
    int number = taken.getAndIncrement();
    return number >= count || isOver()
        ? Optional.empty()
        : Optional.of("{\"id\":\"%s-%d\",\"blueprint\":\"notes\"}".formatted(prefix, number));
  }

  /** True if there is a next create. */
  boolean hasNext() {
    return taken.get() < count && !isOver();
  }

  /** Ends the phase now. */
  void stop() {
    end = System.nanoTime();
  }

  boolean isOver() {
    return System.nanoTime() - end >= 0;
  }
}
