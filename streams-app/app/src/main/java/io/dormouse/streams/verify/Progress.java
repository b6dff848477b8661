package io.dormouse.streams.verify;

import java.time.Duration;
import org.apache.kafka.common.errors.TimeoutException;

/** The progress of a reading. One that stands still ends: the broker counts as gone. */
final class Progress {

  static final Duration POLL = Duration.ofMillis(200);

  /** Longer than a transaction, behind which readers of committed records wait. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final String what;
  private long sum = -1;
  private long since = System.nanoTime();

  Progress(String what) {
    this.what = what;
  }

  /**
   * Notes how far the reading is.
   *
   * @throws TimeoutException if it has been there for too long
   */
  void check(long now) {
    if (now != sum) {
      sum = now;
      since = System.nanoTime();
    } else if (System.nanoTime() - since > PATIENCE.toNanos()) {
      throw new TimeoutException(
          "Expected to read %s to its end, but nothing more came for %d s."
              .formatted(what, PATIENCE.toSeconds()));
    }
  }
}
