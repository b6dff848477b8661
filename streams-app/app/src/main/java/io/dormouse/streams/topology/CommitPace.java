package io.dormouse.streams.topology;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The commits that a stream thread's turns may ask for. A short series of them is free. Under load
 * the thread spends at most half of its time on them, and down to a quarter when each holds many
 * turns: a commit costs broker and readers about the same however much it holds.
 */
public final class CommitPace {

  /** Time in commits that needs no time between them. */
  private static final long FREE_NANOS = Duration.ofMillis(50).toNanos();

  /** Longest time after a commit until a turn may ask again. */
  private static final long LONGEST_WAIT_NANOS = Duration.ofMillis(200).toNanos();

  /** Turns in a commit that are many. */
  private static final int MANY = 64;

  private static final ThreadLocal<CommitPace> OF_THREAD =
      ThreadLocal.withInitial(() -> new CommitPace(System::nanoTime));

  private final LongSupplier nanoTime;
  private int turns;
  private boolean asked;
  private long askedAt;

  /** The moment at which there was enough time between all commits so far. */
  private long evenAt;

  CommitPace(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.evenAt = nanoTime.getAsLong();
  }

  /** The pace of the calling stream thread. */
  public static CommitPace ofThread() {
    return OF_THREAD.get();
  }

  /** Notes a turn; returns true if it is to ask for a commit. */
  boolean turn() {
    turns++;
    long now = nanoTime.getAsLong();
    if (evenAt - now > FREE_NANOS) {
      return false;
    }
    if (!asked) {
      asked = true;
      askedAt = now;
    }
    return true;
  }

  /** Notes that a commit ended. */
  public void committed() {
    if (asked) {
      long now = nanoTime.getAsLong();
      long took = now - askedAt;
      long between = took + took * 2 * Math.min(turns, MANY) / MANY;
      evenAt =
          Math.min(
              Math.max(evenAt, askedAt) + took + between, now + FREE_NANOS + LONGEST_WAIT_NANOS);
      asked = false;
    }
    turns = 0;
  }
}
