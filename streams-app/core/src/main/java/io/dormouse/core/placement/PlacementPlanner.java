package io.dormouse.core.placement;

import io.dormouse.core.placement.HostEntry.Reservation;
import io.dormouse.language.cause.PlacementInputs;
import io.dormouse.language.host.HostId;
import io.dormouse.language.host.HostLife;
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

/**
 * Places waiting replicas, first come, first served: each on the host of its pool that reports, has
 * room, none of its instance's other replicas if there is such a host, and the least reserved
 * memory. Smaller replicas may pass one that does not fit for {@link #OVERTAKEN_FOR}; then the host
 * with the most free memory that could ever take it is held for it.
 *
 * <p>A host that refused a replica is not asked again in the same wake while another host of the
 * pool reports whose budget suffices. Any host may be asked again once the replica has waited for
 * {@link #OVERTAKEN_FOR}, since the others may be full for long.
 */
public final class PlacementPlanner {

  static final String VERSION = "spread/3";

  /** Time in which later replicas may pass a waiting one. */
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

  /** A host for a replica, and the alternatives. */
  public record Placement(PlacementRequested request, HostId host, PlacementInputs inputs) {}

  /**
   * All placements that are possible now.
   *
   * @param hosts the hosts that change by them
   */
  public record PlacementPlan(List<Placement> placements, List<HostEntry> hosts) {}

  /** Plans placements on hosts with their room and refusals. */
  public static PlacementPlan plan(
      Collection<WaitingReplica> waiting, Collection<HostEntry> hosts, Instant now) {
    PlacementPlanner planner = new PlacementPlanner(hosts, now);
    waiting.stream().sorted(WaitingReplica.ORDER).forEach(planner::consider);
    return planner.plan(hosts);
  }

  private PlacementPlan plan(Collection<HostEntry> before) {
    List<HostEntry> changed =
        hosts.values().stream()
            .map(host -> host.heldIf(held.containsValue(host.report().host())))
            .filter(host -> !before.contains(host))
            .toList();
    return new PlacementPlan(List.copyOf(placements), changed);
  }

  /**
   * Room only shrinks within one plan, so a replica of the same size need not be tried, unless a
   * host was closed to this one alone.
   */
  private void consider(WaitingReplica replica) {
    PlacementRequested request = replica.request();
    if (request.memoryBytes() >= tooMuch.getOrDefault(request.pool(), Long.MAX_VALUE)) {
      return;
    }
    boolean waitedLong = !replica.since().plus(OVERTAKEN_FOR).isAfter(now);
    List<HostEntry> able = able(request);
    List<HostEntry> asked = waitedLong ? able : withoutRefusers(able, request);
    choose(request, asked)
        .ifPresentOrElse(
            this::place,
            () -> {
              if (asked.size() == able.size()) {
                tooMuch.put(request.pool(), request.memoryBytes());
              }
              if (!able.isEmpty() && blocked.add(request.pool()) && waitedLong) {
                hold(request, able);
              }
            });
  }

  /** Reporting hosts of the pool that could take the replica if they were empty. */
  private List<HostEntry> able(PlacementRequested request) {
    return hosts.values().stream()
        .filter(host -> host.report().pool().equals(request.pool()))
        .filter(host -> host.life() == HostLife.REPORTING)
        .filter(host -> host.report().memoryBudgetBytes() >= request.memoryBytes())
        .toList();
  }

  private static List<HostEntry> withoutRefusers(List<HostEntry> able, PlacementRequested request) {
    List<HostEntry> others =
        able.stream().filter(host -> !request.excluded().contains(host.id())).toList();
    return others.isEmpty() ? able : others;
  }

  private Optional<Placement> choose(PlacementRequested request, List<HostEntry> asked) {
    List<HostEntry> candidates =
        asked.stream()
            .filter(host -> !host.id().equals(held.get(request.pool())))
            .filter(host -> host.freeBytes() >= request.memoryBytes())
            .toList();
    return candidates.stream()
        .min(
            Comparator.comparing((HostEntry host) -> host.hasOtherOf(request.replica()))
                .thenComparingLong(HostEntry::reservedBytes)
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

  private void hold(PlacementRequested request, List<HostEntry> able) {
    able.stream()
        .max(
            Comparator.comparingLong(HostEntry::freeBytes)
                .thenComparing(host -> host.report().host().value()))
        .ifPresent(host -> held.put(request.pool(), host.report().host()));
  }
}
