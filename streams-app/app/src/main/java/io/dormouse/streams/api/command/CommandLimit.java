package io.dormouse.streams.api.command;

import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.http.problem.ProblemType;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Limit of the commands in flight. A command has a place from before it is written until it is
 * decided, also when its caller does not wait that long; but never for more than a minute after
 * that.
 *
 * <p>The number of places follows the brain: one more with each quick decision while at least half
 * of them are taken, a quarter less when decisions become slow.
 */
public final class CommandLimit {

  static final Duration LONGEST_UNDECIDED = Duration.ofMinutes(1);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final int FIRST = 16;
  private static final int LEAST = 4;

  private final int most;
  private final long quickNanos;
  private final long patienceNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition free = lock.newCondition();
  private int places;
  private int taken;
  private long lastShrunk = System.nanoTime();

  /**
   * A limit.
   *
   * @param most most places ever
   * @param quick longest time of a quick decision; a slow one takes more than twice as long
   * @param patience longest wait of a command for a place
   */
  public CommandLimit(int most, Duration quick, Duration patience) {
    this.most = most;
    this.quickNanos = quick.toNanos();
    this.patienceNanos = patience.toNanos();
    this.places = Math.min(FIRST, most);
  }

  /**
   * Takes a place.
   *
   * @throws Problem if none becomes free in time, or if the thread is interrupted
   */
  public Place enter() {
    lock.lock();
    try {
      long left = patienceNanos;
      while (taken >= places) {
        if (left <= 0) {
          throw tooMany();
        }
        left = free.awaitNanos(left);
      }
      taken++;
      return new Place();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Problem(
          ProblemType.UNAVAILABLE, "Expected to write the command, but the API is stopping.");
    } finally {
      lock.unlock();
    }
  }

  private Problem tooMany() {
    return new Problem(
            ProblemType.TOO_MANY_COMMANDS,
            "Expected at most %d undecided commands; nothing was done, try again later."
                .formatted(places))
        .retryAfter(RETRY_AFTER);
  }

  private void leave(long tookNanos) {
    lock.lock();
    try {
      if (tookNanos <= quickNanos && taken * 2 >= places) {
        places = Math.min(most, places + 1);
      } else if (tookNanos > 2 * quickNanos) {
        shrink();
      }
      taken--;
      free.signal();
      free.signal(); // One for the place, one for a new place.
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes a quarter of the places away, but only once for commands that were in flight together.
   */
  private void shrink() {
    long now = System.nanoTime();
    if (now - lastShrunk > 2 * quickNanos) {
      lastShrunk = now;
      places = Math.max(Math.min(LEAST, most), places * 3 / 4);
    }
  }

  /** The place of one command. Not for several threads. */
  public final class Place implements AutoCloseable {

    private final long begin = System.nanoTime();
    private boolean kept;

    private Place() {}

    /** Keeps the place beyond the close; the result gives it back. */
    Runnable keep() {
      kept = true;
      return this::end;
    }

    private void end() {
      leave(System.nanoTime() - begin);
    }

    @Override
    public void close() {
      if (!kept) {
        end();
      }
    }
  }
}
