package io.dormouse.streams.instance;

import io.dormouse.schemas.blueprint.PassivationAction;
import io.dormouse.streams.instance.InstanceState.Queued;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How long an instance waits for room: as long as somebody wants it. A wake is recorded at most
 * once a minute; five minutes after the last recorded one it goes back to sleep, unless it is to be
 * kept awake.
 */
final class QueuePolicy {

  static final String VERSION = "queue/1";

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration BETWEEN_RECORDS = Duration.ofMinutes(1);

  private QueuePolicy() {}

  static boolean records(Queued state, Instant now) {
    return !lastWanted(state).plus(BETWEEN_RECORDS).isAfter(now);
  }

  static Optional<Instant> givesUp(Queued state) {
    return state.facts().origin().passivation().action() == PassivationAction.KEEP_AWAKE
        ? Optional.empty()
        : Optional.of(lastWanted(state).plus(PATIENCE));
  }

  private static Instant lastWanted(Queued state) {
    Facts.Wanted wanted = state.facts().wanted();
    return wanted == null ? state.since() : wanted.last();
  }
}
