package io.dormouse.streams.placement;

import io.dormouse.schemas.host.HostId;
import io.dormouse.schemas.host.PlacementMessage.PlacementRequested;
import io.dormouse.schemas.instance.PlacementInputs;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Chooses the host with the least reserved memory among those of the pool that report and have
 * room.
 */
public final class PlacementPlanner {

  static final String VERSION = "spread/1";

  private PlacementPlanner() {}

  /** A host, and what it was chosen from. */
  public record Placement(HostId host, PlacementInputs inputs) {}

  /** No host when none has room within its budget. */
  public static Optional<Placement> place(
      PlacementRequested request, Collection<HostEntry> hosts, Instant now) {
    List<HostEntry> candidates =
        hosts.stream()
            .filter(host -> host.report().pool().equals(request.pool()))
            .filter(host -> !host.suspect(now))
            .filter(host -> !request.excluded().contains(host.report().host()))
            .filter(host -> host.freeBytes() >= request.memoryBytes())
            .toList();
    return candidates.stream()
        .min(
            Comparator.comparingLong(HostEntry::reservedBytes)
                .thenComparing(host -> host.report().host().value()))
        .map(host ->
            new Placement(
                host.report().host(),
                new PlacementInputs(
                    VERSION, candidates.size(), request.memoryBytes(), host.freeBytes())));
  }
}
