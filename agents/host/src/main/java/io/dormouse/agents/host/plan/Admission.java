package io.dormouse.agents.host.plan;

import io.dormouse.agents.host.plan.HostAction.Refuse;
import io.dormouse.agents.host.plan.HostAction.StartKept;
import io.dormouse.agents.host.plan.HostAction.StartNew;
import io.dormouse.language.host.HostCommand.RunReplica;
import io.dormouse.language.instance.ReplicaId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Decides which starts may begin, the oldest command first. A start that does not fit into the
 * memory budget is refused. A start beyond the limit of starts in flight waits, with its memory set
 * aside.
 */
final class Admission {

  private final Limits limits;
  private final Function<RunReplica, String> specHash;

  Admission(Limits limits, Function<RunReplica, String> specHash) {
    this.limits = limits;
    this.specHash = specHash;
  }

  List<HostAction> admit(List<RunReplica> toStart, Map<ReplicaId, List<ActualReplica>> present) {
    if (toStart.isEmpty()) {
      return List.of();
    }
    List<ActualReplica> all = present.values().stream().flatMap(Collection::stream).toList();
    long free = limits.memoryBudgetBytes() - reserved(all);
    long slots =
        limits.startsInFlight()
            - all.stream().filter(one -> one.state() == ActualState.STARTING).count();
    List<HostAction> actions = new ArrayList<>();
    for (RunReplica run : inOrder(toStart)) {
      long needed = run.spec().memoryBytes();
      if (needed > free) {
        actions.add(refuse(run, Math.max(0, free)));
        continue;
      }
      free -= needed;
      if (slots > 0) {
        slots--;
        actions.add(start(run, present.getOrDefault(run.replica(), List.of())));
      }
    }
    return actions;
  }

  private static long reserved(List<ActualReplica> all) {
    return all.stream()
        .filter(one -> one.state().takesMemory())
        .mapToLong(ActualReplica::memoryBytes)
        .sum();
  }

  private static List<RunReplica> inOrder(List<RunReplica> toStart) {
    return toStart.stream()
        .sorted(
            Comparator.comparing(RunReplica::commandedAt)
                .thenComparing(run -> run.replica().toString()))
        .toList();
  }

  private HostAction refuse(RunReplica run, long free) {
    String reason =
        "Expected %d MiB of free memory, but %d of %d MiB are free."
            .formatted(
                run.spec().memoryBytes() >> 20, free >> 20, limits.memoryBudgetBytes() >> 20);
    return new Refuse(run, reason, free);
  }

  private HostAction start(RunReplica run, List<ActualReplica> some) {
    String wanted = specHash.apply(run);
    Optional<ActualReplica> kept =
        some.stream()
            .filter(one ->
                one.state() == ActualState.ENDED
                    && !one.outdated()
                    && one.specHash().equals(wanted))
            .max(Comparator.comparing(ActualReplica::endedAt));
    return kept.<HostAction>map(one -> new StartKept(run, one)).orElseGet(() -> new StartNew(run));
  }
}
