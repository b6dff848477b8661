package io.dormouse.streams.api.command;

import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.http.problem.ProblemType;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * Limit of the commands in flight. A command has a place from before it is written until it is
 * decided, also when its caller does not wait that long; but never for more than a minute after
 * that.
 */
public final class CommandLimit {

  static final Duration LONGEST_UNDECIDED = Duration.ofMinutes(1);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final int most;
  private final boolean patient;
  private final Semaphore places;

  private CommandLimit(int most, boolean patient) {
    this.most = most;
    this.patient = patient;
    this.places = new Semaphore(most, true);
  }

  /** A limit that refuses commands for which there is no place. */
  public static CommandLimit refusing(int most) {
    return new CommandLimit(most, false);
  }

  /** A limit that lets commands wait for a place, in the order in which they come. */
  public static CommandLimit waiting(int most) {
    return new CommandLimit(most, true);
  }

  /** Takes a place; throws {@link Problem} if there is none, or if the thread is interrupted. */
  public Place enter() {
    if (patient) {
      try {
        places.acquire();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new Problem(
            ProblemType.UNAVAILABLE, "Expected to write the command, but the API is stopping.");
      }
    } else if (!places.tryAcquire()) {
      throw new Problem(
              ProblemType.TOO_MANY_COMMANDS,
              "Expected at most %d undecided commands; nothing was done, try again later."
                  .formatted(most))
          .retryAfter(RETRY_AFTER);
    }
    return new Place();
  }

  /** The place of one command. Not for several threads. */
  public final class Place implements AutoCloseable {

    private boolean kept;

    private Place() {}

    /** Keeps the place beyond the close; the result gives it back. */
    Runnable keep() {
      kept = true;
      return places::release;
    }

    @Override
    public void close() {
      if (!kept) {
        places.release();
      }
    }
  }
}
