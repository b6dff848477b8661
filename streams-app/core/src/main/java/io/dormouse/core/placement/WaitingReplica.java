package io.dormouse.core.placement;

import io.dormouse.language.host.PlacementMessage.PlacementRequested;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;

/**
 * A replica that waits for room.
 *
 * @param since start of its wait
 */
public record WaitingReplica(PlacementRequested request, Instant since) {

  /** First come, first served. */
  static final Comparator<WaitingReplica> ORDER =
      Comparator.comparing(WaitingReplica::since).thenComparing(WaitingReplica::key);

  public static WaitingReplica of(PlacementRequested request, Instant now) {
    return new WaitingReplica(request, Objects.requireNonNullElse(request.since(), now));
  }

  public String key() {
    return request.replica().toString();
  }
}
