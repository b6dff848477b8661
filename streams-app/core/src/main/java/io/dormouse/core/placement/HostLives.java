package io.dormouse.core.placement;

import io.dormouse.language.host.HostEvent;
import io.dormouse.language.host.HostEvent.HostJoined;
import io.dormouse.language.host.HostEvent.HostLost;
import io.dormouse.language.host.HostEvent.HostReturned;
import io.dormouse.language.host.HostEvent.HostSuspected;
import io.dormouse.language.host.HostId;
import io.dormouse.language.host.PoolName;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Events of hosts whose life has changed. */
final class HostLives {

  private HostLives() {}

  /** The event between two entries of a host, if its life or its pool is another. */
  static Optional<HostEvent> change(@Nullable HostEntry before, HostEntry after) {
    HostId host = after.id();
    PoolName pool = after.report().pool();
    Instant lastReport = after.lastReport();
    if (before == null || !before.report().pool().equals(pool)) {
      return Optional.of(new HostJoined(host, pool, lastReport));
    }
    return before.life() == after.life()
        ? Optional.empty()
        : Optional.of(
            switch (after.life()) {
              case REPORTING -> new HostReturned(host, pool, lastReport);
              case SUSPECT -> new HostSuspected(host, pool, lastReport);
              case LOST -> new HostLost(host, pool, lastReport);
            });
  }
}
