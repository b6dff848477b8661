package io.dormouse.core.instance.policy;

import io.dormouse.core.instance.state.InstanceState.Living;
import io.dormouse.core.instance.state.InstanceState.Running;
import io.dormouse.language.instance.Backoff;
import java.time.Duration;
import java.time.Instant;

/**
 * How long a failed instance is left alone: 10 s, doubling with every failure in a row to 5 min. A
 * replica that was ready and ends by itself is started again at once, if that happened to none of
 * its instance within ten minutes.
 */
public final class BackoffPolicy {

  static final String VERSION = "backoff/2";

  /** Who ran that long before it failed begins anew. */
  static final Duration DID_WELL = Duration.ofMinutes(10);

  private static final Duration FIRST = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private BackoffPolicy() {}

  /** The failures in a row before this one: of those who did well none count. */
  public static int failuresBefore(Living state, Instant now) {
    boolean didWell =
        state instanceof Running running && !running.readyAt().plus(DID_WELL).isAfter(now);
    return didWell ? 0 : state.facts().failuresInRow();
  }

  public static boolean startsAgainAtOnce(Running state, Instant now) {
    Instant crashedAt = state.facts().crashedAt();
    return failuresBefore(state, now) == 0
        && (crashedAt == null || !crashedAt.plus(DID_WELL).isAfter(now));
  }

  public static Backoff after(int failuresBefore, Instant now) {
    Duration wait = FIRST.multipliedBy(1L << Math.min(failuresBefore, 10));
    return new Backoff(
        VERSION, failuresBefore + 1, now.plus(wait.compareTo(LONGEST) < 0 ? wait : LONGEST));
  }
}
