package io.dormouse.core.placement;

import io.dormouse.core.placement.HostEntry.Reservation;
import io.dormouse.core.placement.PlacementInput.Heartbeat;
import io.dormouse.core.placement.PlacementInput.TimePassed;
import io.dormouse.core.placement.PlacementInput.Told;
import io.dormouse.language.host.HostEvent;
import io.dormouse.language.host.HostLife;
import io.dormouse.language.host.HostReport;
import io.dormouse.language.host.PlacementMessage.MemoryReleased;
import io.dormouse.language.host.PlacementMessage.MemoryReserved;
import io.dormouse.language.host.PlacementMessage.PlacementRequested;
import io.dormouse.language.host.PlacementMessage.PlacementWithdrawn;
import io.dormouse.language.host.PoolName;
import io.dormouse.language.host.RecordedHostEvent;
import io.dormouse.language.instance.InstanceCommand.LoseReplica;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Decisions of a scheduler on heartbeats, on messages of instances, and as time passes. */
public final class SchedulerDecider {

  private SchedulerDecider() {}

  /**
   * All that follows from one input.
   *
   * @param lost replicas whose host was lost
   */
  public record SchedulerTurn(
      SchedulerState after,
      List<PlacementPlanner.Placement> placements,
      List<LoseReplica> lost,
      List<RecordedHostEvent> events) {

    public SchedulerTurn {
      placements = List.copyOf(placements);
      lost = List.copyOf(lost);
      events = List.copyOf(events);
    }

    private static SchedulerTurn of(SchedulerState after) {
      return new SchedulerTurn(after, List.of(), List.of(), List.of());
    }
  }

  /**
   * The turn of one input.
   *
   * @param now the record's time; of a timer, the time by the clock of its {@link TimePassed}
   */
  public static SchedulerTurn decide(SchedulerState state, PlacementInput input, Instant now) {
    return switch (input) {
      case Heartbeat(var report) ->
          place(withLives(state, List.of(reported(state, report, now)), now), now);
      case TimePassed passed -> timePassed(state, passed, now);
      case Told(PlacementRequested request) -> place(requested(state, request, now), now);
      case Told(PlacementWithdrawn(var replica)) ->
          place(state.without(replica).changeAll(host -> host.withdrawn(replica)), now);
      case Told(MemoryReserved m) ->
          SchedulerTurn.of(
              withoutAnswered(state, m)
                  .change(
                      m.host(),
                      host ->
                          host.reserve(
                              new Reservation(
                                  m.replica(), m.generation(), m.memoryBytes(), true, now))));
      case Told(MemoryReleased m) ->
          place(state.change(m.host(), host -> host.release(m.replica(), m.generation())), now);
    };
  }

  /** The state without a request that an earlier placement has met after all. */
  private static SchedulerState withoutAnswered(SchedulerState state, MemoryReserved reserved) {
    WaitingReplica waiting = state.waiting().get(reserved.replica());
    return waiting != null && waiting.request().request() <= reserved.generation()
        ? state.without(reserved.replica())
        : state;
  }

  private static HostEntry reported(SchedulerState state, HostReport report, Instant now) {
    HostEntry known = state.hosts().get(report.host());
    return known == null ? HostEntry.first(report, now) : known.reported(report, now);
  }

  /**
   * Changes lives by silence. Replicas that waited for a host that is suspect now may go elsewhere.
   * Placements count in the broker's time, of which the newest report is the best knowledge here.
   */
  private static SchedulerTurn timePassed(SchedulerState state, TimePassed passed, Instant now) {
    List<HostEntry> changed =
        state.hosts().values().stream()
            .map(host -> host.silentFor(passed.silence(host.id(), now)))
            .filter(host -> !host.equals(state.hosts().get(host.id())))
            .toList();
    return changed.isEmpty()
        ? SchedulerTurn.of(state)
        : place(withLives(state, changed, now), newestReport(state).orElse(now));
  }

  private static Optional<Instant> newestReport(SchedulerState state) {
    return state.hosts().values().stream()
        .map(HostEntry::lastReport)
        .max(Comparator.naturalOrder());
  }

  /** The state with these hosts, and the events of their changes. */
  private static SchedulerTurn withLives(
      SchedulerState state, List<HostEntry> changed, Instant now) {
    SchedulerState after = state;
    List<RecordedHostEvent> events = new ArrayList<>();
    for (HostEntry host : changed) {
      Optional<HostEvent> event = HostLives.change(state.hosts().get(host.id()), host);
      HostEntry next = event.isPresent() ? host.counted() : host;
      event.ifPresent(e -> events.add(RecordedHostEvent.of(e, next.events(), now)));
      after = after.with(next);
    }
    return giveUp(after, events);
  }

  /**
   * Gives up what lost hosts hold, unless more than one host is silent and as many are as report:
   * then our own network is the likelier culprit, and nothing is given up until some report again.
   * The only host of a pool is not given up either, since nothing else could run what it holds.
   */
  private static SchedulerTurn giveUp(SchedulerState state, List<RecordedHostEvent> events) {
    List<LoseReplica> lost = new ArrayList<>();
    SchedulerState after = state;
    for (HostEntry host : state.hosts().values()) {
      if (host.life() == HostLife.LOST
          && !host.lost().isEmpty()
          && isAlone(host.report().pool(), state)) {
        lost.addAll(host.lost());
        after = after.with(host.givenUp());
      }
    }
    return new SchedulerTurn(after, List.of(), lost, events);
  }

  /** True if a lost host of the pool is lost by itself, and not we. */
  private static boolean isAlone(PoolName pool, SchedulerState state) {
    long reporting = hostsOf(pool, state).filter(host -> host.life() == HostLife.REPORTING).count();
    long silent =
        hostsOf(pool, state)
            .filter(host -> host.life() != HostLife.REPORTING && !host.lost().isEmpty())
            .count();
    return reporting > 0 && (silent <= 1 || silent < reporting);
  }

  private static Stream<HostEntry> hostsOf(PoolName pool, SchedulerState state) {
    return state.hosts().values().stream().filter(host -> host.report().pool().equals(pool));
  }

  /** A request after a refusal, whose last excluded host is the one that refused. */
  private static SchedulerState requested(
      SchedulerState state, PlacementRequested request, Instant now) {
    SchedulerState waiting = state.with(WaitingReplica.of(request, now));
    return request.excluded().isEmpty()
        ? waiting
        : waiting.change(
            request.excluded().getLast(),
            host -> host.refused(request.replica(), request.memoryBytes(), now));
  }

  private static SchedulerTurn place(SchedulerState state, Instant now) {
    return place(SchedulerTurn.of(state), now);
  }

  private static SchedulerTurn place(SchedulerTurn turn, Instant now) {
    PlacementPlanner.PlacementPlan plan =
        PlacementPlanner.plan(turn.after().waiting().values(), turn.after().hosts().values(), now);
    SchedulerState after = turn.after();
    for (HostEntry host : plan.hosts()) {
      after = after.with(host);
    }
    for (PlacementPlanner.Placement placement : plan.placements()) {
      after = after.without(placement.request().replica());
    }
    return new SchedulerTurn(after, plan.placements(), turn.lost(), turn.events());
  }
}
