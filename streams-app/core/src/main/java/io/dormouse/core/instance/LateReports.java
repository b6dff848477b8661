package io.dormouse.core.instance;

import static io.dormouse.core.instance.InstanceReactor.stop;
import static io.dormouse.core.instance.InstanceReactor.toHost;
import static io.dormouse.core.instance.InstanceReactor.toScheduler;

import io.dormouse.core.instance.state.Facts;
import io.dormouse.core.instance.state.InstanceEvolution;
import io.dormouse.core.instance.state.InstanceState;
import io.dormouse.core.instance.state.InstanceState.Living;
import io.dormouse.core.instance.state.ReplicaState.Placed;
import io.dormouse.language.host.PlacementMessage.MemoryReleased;
import io.dormouse.language.host.ReplicaReport;
import io.dormouse.language.host.ReplicaStatus;
import java.util.List;

/** Effects of reports that change nothing: the ends of generations that are not waited for. */
final class LateReports {

  private LateReports() {}

  /** The commands of older generations are removed once their host confirms the end. */
  static List<InstanceEffect> react(InstanceState state, ReplicaReport report) {
    boolean current =
        state instanceof Living living
            && living.facts().find(report.replica()).stream()
                .anyMatch(replica -> report.host().equals(replica.host()));
    if (current || !(report.status() instanceof ReplicaStatus.Stopped)) {
      return List.of();
    }
    return state instanceof Living living
        ? List.of(
            answer(living, report),
            toScheduler(
                living.facts(),
                new MemoryReleased(report.replica(), report.host(), report.generation())))
        : List.of(toHost(report.host(), report.replica(), null));
  }

  /**
   * The host may have an order to stop a newer generation, which the end of this one does not
   * confirm. It is asked for the end of the newest one that can be there.
   */
  private static InstanceEffect answer(Living state, ReplicaReport report) {
    Facts facts = state.facts();
    return facts
        .find(report.replica())
        .map(replica ->
            replica.state() instanceof Placed ? replica.generation() - 1 : replica.generation())
        .filter(newest -> report.generation() < newest)
        .map(newest ->
            stop(facts, report.replica(), newest, report.host(), InstanceEvolution.ended(state)))
        .orElseGet(() -> toHost(report.host(), report.replica(), null));
  }
}
