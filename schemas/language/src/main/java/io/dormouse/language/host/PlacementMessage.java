package io.dormouse.language.host;

import io.dormouse.language.instance.ReplicaId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages of instances to the scheduler of their pool. */
public sealed interface PlacementMessage {

  ReplicaId replica();

  /**
   * A replica needs a host.
   *
   * @param request grows with every request of an instance; only the newest counts
   * @param excluded hosts that refused it in this wake, the latest one last
   * @param since start of its wait, or null for now
   */
  record PlacementRequested(
      ReplicaId replica,
      long request,
      PoolName pool,
      long memoryBytes,
      List<HostId> excluded,
      @Nullable Instant since)
      implements PlacementMessage {

    public PlacementRequested {
      excluded = List.copyOf(excluded);
    }
  }

  /** The replica does not need a host any more. */
  record PlacementWithdrawn(ReplicaId replica) implements PlacementMessage {}

  /** The replica was placed on the host and counts there from now on. */
  record MemoryReserved(ReplicaId replica, HostId host, long generation, long memoryBytes)
      implements PlacementMessage {}

  /** Nothing of that generation is on the host any more. */
  record MemoryReleased(ReplicaId replica, HostId host, long generation)
      implements PlacementMessage {}
}
