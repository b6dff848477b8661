package io.dormouse.streams.api.view;

import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceView;
import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.http.problem.ProblemType;
import io.dormouse.streams.history.HistoryIndex;
import io.dormouse.streams.history.HistoryProgress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The history index, once it has caught up; until then it is refused with a 503. Long reads of it
 * run on threads of their own, of which there are a few.
 */
public final class ReadableHistory implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration GLANCE = Duration.ofMillis(100);
  private static final Duration SOON = Duration.ofSeconds(1);

  /** An index that needs longer than this is not waited for. First estimates are rough. */
  private static final Duration SHORT = Duration.ofSeconds(30);

  private static final int FEWEST_THREADS = 2;
  private static final int MOST_THREADS = 8;

  private final HistoryIndex indexed;
  private final Table<InstanceId, InstanceView> shown;
  private final ReadThreads threads =
      new ReadThreads(
          Math.clamp(Runtime.getRuntime().availableProcessors(), FEWEST_THREADS, MOST_THREADS));

  /**
   * The history.
   *
   * @param shown the views that clients have seen
   */
  public ReadableHistory(HistoryIndex indexed, Table<InstanceId, InstanceView> shown) {
    this.indexed = indexed;
    this.shown = shown;
  }

  /** Throws {@link Problem} while the index is built; waits for one that is built soon. */
  public HistoryIndex index() {
    try {
      Deadline end = Deadline.in(PATIENCE);
      while (!indexed.awaitCaughtUp(GLANCE)) {
        HistoryProgress progress = indexed.progress();
        if (end.passed() || !isBuiltSoon(progress)) {
          throw notReady(progress);
        }
      }
      return indexed;
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  /**
   * The index with at least the events of an instance up to its view: both are of one commit.
   *
   * @throws Problem if it does not have them within seconds
   */
  public HistoryIndex indexUpTo(InstanceId id) {
    HistoryIndex index = index();
    long sequence = shown.find(id).map(InstanceView::sequence).orElse(0L);
    long end = System.nanoTime() + PATIENCE.toNanos();
    try {
      long version = index.version();
      while (index.newest(id) < sequence) {
        if (!index.awaitNews(version, Duration.ofNanos(end - System.nanoTime()))) {
          throw new Problem(
                  ProblemType.UNAVAILABLE,
                  "Expected the history to have the newest events within %d s."
                      .formatted(PATIENCE.toSeconds()))
              .retryAfter(SOON);
        }
        version = index.version();
      }
      return index;
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  /**
   * Reads on a thread for long reads. The read should end when its thread is interrupted.
   *
   * @throws Problem if no thread is free within seconds
   */
  public <T> T read(Supplier<T> read) {
    try {
      return threads.read(PATIENCE, read).orElseThrow(ReadableHistory::tooBusy);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  /**
   * As {@link #read}, for those who can wait.
   *
   * @return empty if no thread was free in time
   */
  public <T> Optional<T> tryRead(Duration patience, Supplier<T> read) throws InterruptedException {
    return threads.read(patience, read);
  }

  static boolean isBuiltSoon(HistoryProgress progress) {
    return progress.left() == null || progress.left().compareTo(SHORT) <= 0;
  }

  /** The refusal of an index that is built. */
  static Problem notReady(HistoryProgress progress) {
    Duration left = progress.left() == null ? SOON : progress.left().plus(SOON);
    String message =
        "The history is being built from the log; %d records are unread."
            .formatted(progress.unread());
    return new Problem(
            ProblemType.NOT_READY,
            progress.left() == null
                ? message
                : message + " About %d s are left.".formatted(left.toSeconds()))
        .retryAfter(left);
  }

  private static Problem tooBusy() {
    return new Problem(
            ProblemType.TOO_BUSY,
            "Expected a long read of the history to begin within %d s, but others are still running; try again later."
                .formatted(PATIENCE.toSeconds()))
        .retryAfter(PATIENCE);
  }

  private static Problem interrupted() {
    Thread.currentThread().interrupt();
    return ReadThreads.ended();
  }

  /** Ends the reads. */
  @Override
  public void close() {
    threads.close();
  }
}
