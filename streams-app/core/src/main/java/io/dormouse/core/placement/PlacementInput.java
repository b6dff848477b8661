package io.dormouse.core.placement;

import io.dormouse.language.host.HostId;
import io.dormouse.language.host.HostReport;
import io.dormouse.language.host.PlacementMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Input of a pool's scheduler: a record of a topic, or the time. */
public sealed interface PlacementInput {

  record Heartbeat(HostReport report) implements PlacementInput {}

  record Told(PlacementMessage message) implements PlacementInput {}

  /**
   * The scheduler's timer. All times are by the scheduler's own clock, as is the time of the turn.
   *
   * @param since start of the watch; silence before it does not count
   * @param heard times at which hosts were heard during the watch
   */
  record TimePassed(Instant since, Map<HostId, Instant> heard) implements PlacementInput {

    public TimePassed {
      heard = Map.copyOf(heard);
    }

    Duration silence(HostId host, Instant now) {
      return Duration.between(heard.getOrDefault(host, since), now);
    }
  }
}
