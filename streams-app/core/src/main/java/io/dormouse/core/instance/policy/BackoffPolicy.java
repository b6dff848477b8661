package io.dormouse.core.instance.policy;

import io.dormouse.core.instance.state.Replica;
import io.dormouse.core.instance.state.ReplicaState.Running;
import io.dormouse.language.instance.Backoff;
import java.time.Duration;
import java.time.Instant;

/**
 * Back-off of failed instances: 10 s, doubling with every failure in a row to 5 min. A ready
 * replica that ends by itself starts again at once, unless that happened to its instance within ten
 * minutes.
 */
public final class BackoffPolicy {

  static final String VERSION = "backoff/2";

  /** Run time after which earlier failures no longer count. */
  static final Duration DID_WELL = Duration.ofMinutes(10);

  private static final Duration FIRST = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private BackoffPolicy() {}

  /** Failures in a row before this one; none after a long run. */
  public static int failuresBefore(Replica replica, Instant now) {
    boolean didWell =
        replica.state() instanceof Running running && !running.since().plus(DID_WELL).isAfter(now);
    return didWell ? 0 : replica.failuresInRow();
  }

  /** True if a running replica that ended by itself starts again without a pause. */
  public static boolean startsAgainAtOnce(Replica replica, Instant now) {
    Instant crashedAt = replica.crashedAt();
    return replica.state() instanceof Running
        && failuresBefore(replica, now) == 0
        && (crashedAt == null || !crashedAt.plus(DID_WELL).isAfter(now));
  }

  public static Backoff after(int failuresBefore, Instant now) {
    Duration wait = FIRST.multipliedBy(1L << Math.min(failuresBefore, 10));
    return new Backoff(
        VERSION, failuresBefore + 1, now.plus(wait.compareTo(LONGEST) < 0 ? wait : LONGEST));
  }
}
