package io.dormouse.core.simulation;

import io.dormouse.core.instance.InstanceEffect;
import io.dormouse.core.instance.InstanceEffect.ToHost;
import io.dormouse.core.instance.InstanceTurn.TurnResult;
import io.dormouse.core.instance.state.InstanceEvolution;
import io.dormouse.core.instance.state.InstanceState;
import io.dormouse.core.instance.state.InstanceState.Awake;
import io.dormouse.core.instance.state.InstanceState.Living;
import io.dormouse.core.instance.state.Replica;
import io.dormouse.core.instance.state.ReplicaState.Placed;
import io.dormouse.core.instance.state.ReplicaState.Queued;
import io.dormouse.core.instance.state.ReplicaState.Running;
import io.dormouse.core.placement.PlacementPlanner.Placement;
import io.dormouse.core.placement.SchedulerState;
import io.dormouse.language.activity.ActivityReport;
import io.dormouse.language.cause.PassivationInputs;
import io.dormouse.language.host.HostCommand;
import io.dormouse.language.host.HostId;
import io.dormouse.language.host.HostLife;
import io.dormouse.language.host.PlacementMessage.PlacementRequested;
import io.dormouse.language.host.ReplicaReport;
import io.dormouse.language.instance.InstanceEvent;
import io.dormouse.language.instance.InstanceEvent.InstancePassivated;
import io.dormouse.language.instance.InstanceEvent.InstanceStarted;
import io.dormouse.language.instance.InstanceEvent.InstanceWoken;
import io.dormouse.language.instance.InstanceEvent.ReplicaFailed;
import io.dormouse.language.instance.InstanceEvent.ReplicaQueued;
import io.dormouse.language.instance.InstanceEvent.ReplicaRefused;
import io.dormouse.language.instance.InstanceEvent.ReplicaStopped;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.RecordedEvent;
import io.dormouse.language.instance.ReplicaId;
import io.dormouse.language.topics.HostCommandKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The promises, looked at after every step. */
final class SimulationChecks {

  /** Longer than the longest start: a pull, the readiness time-out, and a mute host. */
  private static final Duration LONGEST_WAKE = Duration.ofMinutes(18);

  /** Time after which a replica may go back to a host that refused it. */
  private static final Duration REFUSED_FOR = Duration.ofSeconds(30);

  private final Map<InstanceId, InstanceState> folded = new HashMap<>();
  private final Map<InstanceId, Instant> lastUse = new HashMap<>();
  private final Map<InstanceId, Instant> wokenAt =
      new TreeMap<>((a, b) -> a.value().compareTo(b.value()));
  private final Map<ReplicaId, Set<HostId>> refused = new HashMap<>();
  private final WaitChecks waits = new WaitChecks();
  private final TreeMap<String, Integer> events = new TreeMap<>();

  Map<String, Integer> events() {
    return events;
  }

  void used(ActivityReport report, Instant at) {
    lastUse.merge(report.instance(), at.minus(report.idleFor()), (a, b) -> a.isAfter(b) ? a : b);
  }

  void turn(InstanceId id, InstanceState before, TurnResult result, Instant watchedSince) {
    InstanceState state = folded.getOrDefault(id, new InstanceState.None());
    check(
        state.equals(before),
        "the fold of %s to equal its state %s, but got %s",
        id,
        before,
        state);
    for (RecordedEvent event : result.events()) {
      happens(id, state, event, watchedSince);
      InstanceState after = InstanceEvolution.evolve(state, event);
      waits.happens(state, event, after);
      state = after;
    }
    waits.turn(before, result);
    folded.put(id, state);
    check(state.equals(result.after()), "the fold to be %s, but got %s", result.after(), state);
  }

  private void happens(
      InstanceId id, InstanceState state, RecordedEvent event, Instant watchedSince) {
    events.merge(event.event().getClass().getSimpleName(), 1, Integer::sum);
    switch (event.event()) {
      case InstanceWoken e -> wokenAt.putIfAbsent(id, event.time());
      case ReplicaStopped e -> {
        if (WaitChecks.replica(state, e.replica()).state() instanceof Placed) {
          refused.remove(e.replica());
        }
      }
      case ReplicaFailed e -> refused.remove(e.replica());
      case ReplicaQueued e ->
          check(
              e.excluded().containsAll(refused.getOrDefault(e.replica(), Set.of())),
              "all hosts that refused %s in this wake, but got %s",
              e.replica(),
              e.excluded());
      case ReplicaRefused e ->
          refused.computeIfAbsent(e.replica(), replica -> new HashSet<>()).add(e.host());
      case InstanceStarted e -> {
        wokenAt.remove(id);
        refused.remove(e.replica());
      }
      case InstanceEvent.InstanceFailed e -> ended(id);
      case InstancePassivated e -> {
        ended(id);
        if (e.inputs() != null) {
          passivated((Awake) state, e.inputs(), event, watchedSince);
        }
      }
      case InstanceEvent.InstanceStopped e -> ended(id);
      case InstanceEvent.InstanceDeleted e -> ended(id);
      case InstanceEvent other -> {}
    }
  }

  private void ended(InstanceId id) {
    wokenAt.remove(id);
    refused.keySet().removeIf(replica -> replica.instance().equals(id));
  }

  /** An order goes only once a host confirmed the end of its generation. */
  void removed(List<InstanceEffect> effects, ReplicaReport report, @Nullable HostCommand order) {
    boolean removed =
        effects.stream()
            .anyMatch(effect ->
                effect instanceof ToHost(var key, var command)
                    && command == null
                    && key.equals(new HostCommandKey(report.host(), report.replica())));
    check(
        !removed || order == null || order.generation() <= report.generation(),
        "%s to stay after %s",
        order,
        report);
  }

  private void passivated(
      Awake state, PassivationInputs inputs, RecordedEvent event, Instant watchedSince) {
    Instant ready =
        state
            .facts()
            .states(Running.class)
            .map(Running::since)
            .min(Instant::compareTo)
            .orElseThrow();
    Instant used = lastUse.getOrDefault(event.instance(), Instant.EPOCH);
    Instant since = used.isAfter(ready) ? used : ready;
    since = since.isAfter(watchedSince) ? since : watchedSince;
    Duration idle = Duration.between(since, event.time());
    check(
        idle.compareTo(state.facts().passivation().of(state.facts().plan()).idle()) >= 0,
        "%s asleep after its idle time, but got %s after use at %s",
        event.instance(),
        inputs,
        since);
  }

  /** No start goes to a host that refused it in this wake, while another could take it. */
  void placed(Placement placement, SchedulerState before, Instant now) {
    PlacementRequested request = placement.request();
    Set<HostId> refusers = refused.getOrDefault(request.replica(), Set.of());
    if (!isNewest(request) || !refusers.contains(placement.host())) {
      return;
    }
    boolean another =
        before.hosts().values().stream()
            .anyMatch(host ->
                host.life() == HostLife.REPORTING && !refusers.contains(host.report().host()));
    Instant since = request.since() == null ? now : request.since();
    check(
        !another || !since.plus(REFUSED_FOR).isAfter(now),
        "no start where it was refused, but got %s",
        placement);
  }

  /** False if the instance has gone on since the scheduler was asked. */
  private boolean isNewest(PlacementRequested request) {
    return folded.get(request.replica().instance()) instanceof Living living
        && living.facts().find(request.replica()).stream()
            .anyMatch(replica ->
                replica.state() instanceof Queued && replica.generation() + 1 == request.request());
  }

  /** At most one generation of a replica can write. */
  void oneLive(
      InstanceId id,
      InstanceState state,
      Collection<SimulatedHost> hosts,
      @Nullable SimulatedProvisioner provisioner) {
    if (!(state instanceof Living living) || provisioner == null) {
      return;
    }
    boolean own = living.facts().origin().resource() != null;
    for (Replica replica : living.facts().replicas()) {
      ReplicaId name = living.facts().id(replica);
      int live = 0;
      for (SimulatedHost host : hosts) {
        SimulatedHost.Live one = host.live(name);
        String credentials = one == null ? null : one.credentials();
        boolean writes =
            own ? credentials != null && credentials.equals(provisioner.valid(name)) : one != null;
        live += writes ? 1 : 0;
      }
      check(live <= 1, "one live generation of %s, but got %d", name, live);
    }
  }

  void hosts(Collection<SimulatedHost> hosts) {
    hosts.forEach(host -> check(!host.isOverBudget(), "%s within its budget", host.id));
  }

  void everyWakeEnds(Instant now) {
    wokenAt.forEach((id, at) ->
        check(
            Duration.between(at, now).compareTo(LONGEST_WAKE) < 0,
            "the wake of %s at %s to end, but it is %s: %s",
            id,
            at,
            now,
            folded.get(id)));
  }

  static void check(boolean holds, String expected, @Nullable Object... details) {
    if (!holds) {
      throw new AssertionError("Expected " + expected.formatted(details) + ".");
    }
  }
}
