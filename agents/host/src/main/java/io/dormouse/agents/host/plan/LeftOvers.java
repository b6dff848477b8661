package io.dormouse.agents.host.plan;

import io.dormouse.agents.host.plan.HostAction.Remove;
import io.dormouse.language.instance.ReplicaId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides which left-overs are removed. The newest few of the ended replicas stay for a quick
 * start, one for each replica and for a limited time. All others go, and so do those that can never
 * be started again.
 */
final class LeftOvers {

  private final Limits limits;
  private final Instant now;

  LeftOvers(Limits limits, Instant now) {
    this.limits = limits;
    this.now = now;
  }

  /** Removals, at most one for each replica, and only of the replicas named. */
  List<HostAction> remove(Set<ReplicaId> replicas, Map<ReplicaId, List<ActualReplica>> present) {
    List<ActualReplica> useless = new ArrayList<>();
    List<ActualReplica> useful = new ArrayList<>();
    present.forEach((replica, some) -> {
      boolean runs = some.stream().anyMatch(one -> one.state().takesMemory());
      List<ActualReplica> ended =
          some.stream()
              .filter(one -> isLeft(one.state()))
              .sorted(Comparator.comparing(ActualReplica::endedAt).reversed())
              .toList();
      for (ActualReplica one : ended) {
        boolean useable =
            !runs && one.state() == ActualState.ENDED && !one.outdated() && isYoung(one);
        (useable && one.equals(ended.get(0)) ? useful : useless).add(one);
      }
    });
    useful.sort(Comparator.comparing(ActualReplica::endedAt).reversed());
    int kept = limits.endedKept();
    useless.addAll(useful.subList(Math.min(kept, useful.size()), useful.size()));
    Set<ReplicaId> free = new HashSet<>(replicas);
    return useless.stream()
        .filter(one ->
            present.getOrDefault(one.replica(), List.of()).stream()
                .noneMatch(other -> other.state().busy()))
        .filter(one -> free.remove(one.replica()))
        .<HostAction>map(Remove::new)
        .toList();
  }

  private static boolean isLeft(ActualState state) {
    return state == ActualState.ENDED || state == ActualState.CREATED || state == ActualState.GOING;
  }

  private boolean isYoung(ActualReplica one) {
    return limits.endedKeptFor().isPositive()
        && one.endedAt().isAfter(now.minus(limits.endedKeptFor()));
  }
}
