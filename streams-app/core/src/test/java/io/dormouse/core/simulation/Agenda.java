package io.dormouse.core.simulation;

import io.dormouse.core.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/** Virtual time, and what happens at which time. The same seed gives the same course. */
final class Agenda {

  private record Entry(Instant at, long number, Runnable task) {}

  final SplittableRandom random;
  private final PriorityQueue<Entry> entries =
      new PriorityQueue<>(Comparator.comparing(Entry::at).thenComparingLong(Entry::number));
  private Instant now = Sample.START;
  private long number;

  Agenda(long seed) {
    random = new SplittableRandom(seed);
  }

  Instant now() {
    return now;
  }

  void at(Instant time, Runnable task) {
    entries.add(new Entry(time.isBefore(now) ? now : time, number++, task));
  }

  void in(Duration time, Runnable task) {
    at(now.plus(time), task);
  }

  /** A time between the two, in milliseconds. */
  Duration between(int least, int most) {
    return Duration.ofMillis(random.nextInt(least, most + 1));
  }

  /** True once in so many times. */
  boolean onceIn(int times) {
    return random.nextInt(times) == 0;
  }

  /** Does the next thing, unless it is later than that; false if there is none. */
  boolean step(Instant until) {
    Entry next = entries.peek();
    if (next == null || next.at().isAfter(until)) {
      return false;
    }
    entries.remove();
    now = next.at();
    next.task().run();
    return true;
  }
}
