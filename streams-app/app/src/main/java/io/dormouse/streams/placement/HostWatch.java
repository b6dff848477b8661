package io.dormouse.streams.placement;

import io.dormouse.core.placement.PlacementInput.TimePassed;
import io.dormouse.language.host.HostId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Times at which hosts were heard, by the clock of this machine alone: compared with the broker's
 * time of a report, a skew would look like silence. They are in memory, so that each host gets its
 * full silence again after a restart. The same holds after a pause of the program or a jump of its
 * clock, for nobody listened meanwhile.
 */
final class HostWatch {

  /** Longest time between two looks in which somebody surely listened. */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final Map<HostId, Instant> heard = new HashMap<>();
  private Instant since;
  private Instant looked;

  HostWatch(Instant start) {
    since = start;
    looked = start;
  }

  void heard(HostId host, Instant now) {
    heard.put(host, now);
  }

  TimePassed look(Instant now) {
    Duration pause = Duration.between(looked, now);
    if (pause.isNegative() || pause.compareTo(LONGEST_PAUSE) > 0) {
      since = now;
      heard.clear();
    }
    looked = now;
    return new TimePassed(since, heard);
  }
}
