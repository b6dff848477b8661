package io.dormouse.core.instance.policy;

import io.dormouse.core.instance.state.Facts;
import io.dormouse.core.instance.state.InstanceState.Awake;
import io.dormouse.core.instance.state.ReplicaState.Lost;
import io.dormouse.core.instance.state.ReplicaState.Stopping;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The time that an instance waits for room. A wake is recorded at most once a minute; five minutes
 * after the last recorded one the instance sleeps again, unless it is kept awake.
 */
public final class QueuePolicy {

  public static final String VERSION = "queue/1";

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration BETWEEN_RECORDS = Duration.ofMinutes(1);

  private QueuePolicy() {}

  public static boolean records(Awake state, Instant now) {
    return !lastWanted(state).plus(BETWEEN_RECORDS).isAfter(now);
  }

  public static Optional<Instant> givesUp(Awake state) {
    return state.facts().keptAwake()
        ? Optional.empty()
        : Optional.of(waitsSince(state).plus(PATIENCE));
  }

  /** A replica served until it was lost, or told to stop and start again. */
  private static Instant waitsSince(Awake state) {
    Stream<Instant> served =
        Stream.concat(
            state.facts().states(Stopping.class).map(Stopping::since),
            state.facts().states(Lost.class).map(Lost::since));
    return Stream.concat(Stream.of(lastWanted(state)), served)
        .max(Instant::compareTo)
        .orElseThrow();
  }

  private static Instant lastWanted(Awake state) {
    Facts.Wanted wanted = state.facts().wanted();
    return wanted == null ? state.facts().since() : wanted.last();
  }
}
