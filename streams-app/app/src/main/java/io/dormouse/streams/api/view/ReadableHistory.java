package io.dormouse.streams.api.view;

import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.http.problem.ProblemType;
import io.dormouse.streams.history.HistoryIndex;
import io.dormouse.streams.history.HistoryProgress;
import io.dormouse.streams.history.PastInstances;
import java.time.Duration;

/** The history index, once it has caught up; until then its methods refuse with a 503. */
public record ReadableHistory(HistoryIndex indexed) {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration LATE = Duration.ofMinutes(1);

  /** Throws {@link Problem} while the index is built; waits for one that has only just begun. */
  public HistoryIndex index() {
    if (!caughtUpSoon()) {
      HistoryProgress progress = indexed.progress();
      throw new Problem(ProblemType.NOT_READY, message(progress)).retryAfter(retryAfter(progress));
    }
    return indexed;
  }

  private boolean caughtUpSoon() {
    try {
      return indexed.awaitCaughtUp(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Throws {@link Problem} while the index is built. */
  public PastInstances instances() {
    return new PastInstances(index());
  }

  private static String message(HistoryProgress progress) {
    String message =
        "The history is being built from the log; %d records are unread."
            .formatted(progress.unread());
    return progress.left() == null
        ? message
        : message + " About %d s are left.".formatted(retryAfter(progress).toSeconds());
  }

  private static Duration retryAfter(HistoryProgress progress) {
    Duration left = progress.left() == null ? SOON : progress.left().plus(SOON);
    return left.compareTo(LATE) < 0 ? left : LATE;
  }
}
