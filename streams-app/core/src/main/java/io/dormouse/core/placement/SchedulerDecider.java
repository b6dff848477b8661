package io.dormouse.core.placement;

import io.dormouse.core.placement.HostEntry.Reservation;
import io.dormouse.core.placement.PlacementInput.Heartbeat;
import io.dormouse.core.placement.PlacementInput.Told;
import io.dormouse.language.host.HostId;
import io.dormouse.language.host.HostReport;
import io.dormouse.language.host.PlacementMessage.MemoryReleased;
import io.dormouse.language.host.PlacementMessage.MemoryReserved;
import io.dormouse.language.host.PlacementMessage.PlacementRequested;
import io.dormouse.language.host.PlacementMessage.PlacementWithdrawn;
import java.time.Instant;
import java.util.List;

/** Decisions of a scheduler on heartbeats and on messages of instances. */
public final class SchedulerDecider {

  private SchedulerDecider() {}

  /** All that follows from one input. */
  public record SchedulerTurn(SchedulerState after, List<PlacementPlanner.Placement> placements) {

    public SchedulerTurn {
      placements = List.copyOf(placements);
    }
  }

  public static SchedulerTurn decide(SchedulerState state, PlacementInput input, Instant now) {
    return switch (input) {
      case Heartbeat(var report) -> place(reported(state, report, now), now);
      case Told(PlacementRequested request) -> place(requested(state, request, now), now);
      case Told(PlacementWithdrawn(var replica)) ->
          place(state.without(replica).changeAll(host -> host.withdrawn(replica)), now);
      case Told(MemoryReserved m) ->
          new SchedulerTurn(
              state.change(
                  m.host(),
                  host ->
                      host.reserve(
                          new Reservation(
                              m.replica(), m.generation(), m.memoryBytes(), true, now))),
              List.of());
      case Told(MemoryReleased m) ->
          place(state.change(m.host(), host -> host.release(m.replica(), m.generation())), now);
    };
  }

  private static SchedulerState reported(SchedulerState state, HostReport report, Instant now) {
    HostEntry known = state.hosts().get(report.host());
    return state.with(known == null ? HostEntry.first(report, now) : known.reported(report, now));
  }

  private static SchedulerState requested(
      SchedulerState state, PlacementRequested request, Instant now) {
    SchedulerState after = state.with(WaitingReplica.of(request, now));
    for (HostId host : request.excluded()) {
      after = after.change(host, h -> h.refused(request.replica(), request.memoryBytes(), now));
    }
    return after;
  }

  private static SchedulerTurn place(SchedulerState state, Instant now) {
    PlacementPlanner.PlacementPlan plan =
        PlacementPlanner.plan(state.waiting().values(), state.hosts().values(), now);
    SchedulerState after = state;
    for (HostEntry host : plan.hosts()) {
      after = after.with(host);
    }
    for (PlacementPlanner.Placement placement : plan.placements()) {
      after = after.without(placement.request().replica());
    }
    return new SchedulerTurn(after, plan.placements());
  }
}
