package io.dormouse.core.placement;

import io.dormouse.core.placement.HostEntry.Reservation;
import io.dormouse.language.cause.PlacementInputs;
import io.dormouse.language.host.HostId;
import io.dormouse.language.host.PlacementMessage.PlacementRequested;
import io.dormouse.language.host.PoolName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Places the replicas that wait, first come, first served: each on the host with the least reserved
 * memory among those of its pool that report and have room. One that does not fit is overtaken by
 * smaller ones for {@link #OVERTAKEN_FOR}; then the host with the most free memory that could ever
 * take it is held for the first of them, so that it is not passed over for ever.
 */
public final class PlacementPlanner {

  static final String VERSION = "spread/2";

  /** How long others are placed although one that came before them still waits. */
  static final Duration OVERTAKEN_FOR = Duration.ofSeconds(30);

  private final Instant now;
  private final Map<HostId, HostEntry> hosts = new LinkedHashMap<>();
  private final List<Placement> placements = new ArrayList<>();
  private final Map<PoolName, Long> tooMuch = new HashMap<>();
  private final Map<PoolName, HostId> held = new HashMap<>();
  private final Set<PoolName> blocked = new HashSet<>();

  private PlacementPlanner(Collection<HostEntry> hosts, Instant now) {
    this.now = now;
    hosts.forEach(host -> this.hosts.put(host.report().host(), host));
  }

  /** A host for a replica, and what it was chosen from. */
  public record Placement(PlacementRequested request, HostId host, PlacementInputs inputs) {}

  /**
   * All that can be placed now.
   *
   * @param hosts those that change by it
   */
  public record Plan(List<Placement> placements, List<HostEntry> hosts) {}

  /** The hosts with their room and their refusals; whom a host refused is not asked for here. */
  public static Plan plan(
      Collection<WaitingReplica> waiting, Collection<HostEntry> hosts, Instant now) {
    PlacementPlanner planner = new PlacementPlanner(hosts, now);
    waiting.stream().sorted(WaitingReplica.ORDER).forEach(planner::consider);
    return planner.plan(hosts);
  }

  private Plan plan(Collection<HostEntry> before) {
    List<HostEntry> changed =
        hosts.values().stream()
            .map(host -> host.heldIf(held.containsValue(host.report().host())))
            .filter(host -> !before.contains(host))
            .toList();
    return new Plan(List.copyOf(placements), changed);
  }

  /** Room only gets less within one plan, so that what needs as much need not be tried. */
  private void consider(WaitingReplica replica) {
    PlacementRequested request = replica.request();
    if (request.memoryBytes() >= tooMuch.getOrDefault(request.pool(), Long.MAX_VALUE)) {
      return;
    }
    choose(request)
        .ifPresentOrElse(
            this::place,
            () -> {
              tooMuch.put(request.pool(), request.memoryBytes());
              if (blocked.add(request.pool())
                  && !replica.since().plus(OVERTAKEN_FOR).isAfter(now)) {
                hold(request);
              }
            });
  }

  private Optional<Placement> choose(PlacementRequested request) {
    List<HostEntry> candidates =
        inPool(request)
            .filter(host -> !host.report().host().equals(held.get(request.pool())))
            .filter(host -> host.freeBytes() >= request.memoryBytes())
            .toList();
    return candidates.stream()
        .min(
            Comparator.comparingLong(HostEntry::reservedBytes)
                .thenComparing(host -> host.report().host().value()))
        .map(host ->
            new Placement(
                request,
                host.report().host(),
                new PlacementInputs(
                    VERSION, candidates.size(), request.memoryBytes(), host.freeBytes())));
  }

  private void place(Placement placement) {
    PlacementRequested request = placement.request();
    Reservation kept =
        new Reservation(request.replica(), request.request(), request.memoryBytes(), false, now);
    hosts.computeIfPresent(placement.host(), (id, host) -> host.reserve(kept));
    placements.add(placement);
  }

  private void hold(PlacementRequested request) {
    inPool(request)
        .filter(host -> host.report().memoryBudgetBytes() >= request.memoryBytes())
        .max(
            Comparator.comparingLong(HostEntry::freeBytes)
                .thenComparing(host -> host.report().host().value()))
        .ifPresent(host -> held.put(request.pool(), host.report().host()));
  }

  private Stream<HostEntry> inPool(PlacementRequested request) {
    return hosts.values().stream()
        .filter(host -> host.report().pool().equals(request.pool()))
        .filter(host -> !host.suspect(now));
  }
}
