package io.dormouse.streams.placement;

import io.dormouse.schemas.host.HostId;
import io.dormouse.schemas.host.PlacementMessage.PlacementRequested;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;

/** A replica that no host had room for yet. */
public record WaitingReplica(PlacementRequested request, Instant since) {

  /** A host that refused may be asked again once it has reported anew. */
  WaitingReplica allowing(HostId host) {
    Set<HostId> excluded =
        request.excluded().stream().filter(h -> !h.equals(host)).collect(Collectors.toSet());
    return new WaitingReplica(
        new PlacementRequested(
            request.replica(), request.request(), request.pool(), request.memoryBytes(), excluded),
        since);
  }
}
