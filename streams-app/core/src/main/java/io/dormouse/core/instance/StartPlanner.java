package io.dormouse.core.instance;

import io.dormouse.core.instance.policy.CredentialPolicy;
import io.dormouse.core.instance.policy.StickyPolicy;
import io.dormouse.core.instance.state.Facts;
import io.dormouse.core.instance.state.Replica;
import io.dormouse.core.instance.state.ReplicaState;
import io.dormouse.core.instance.state.ReplicaState.Absent;
import io.dormouse.core.instance.state.ReplicaState.Fencing;
import io.dormouse.core.instance.state.ReplicaState.Lost;
import io.dormouse.core.instance.state.ReplicaState.Running;
import io.dormouse.core.instance.state.ReplicaState.Starting;
import io.dormouse.language.host.HostId;
import io.dormouse.language.host.HostView;
import io.dormouse.language.instance.InstanceEvent;
import io.dormouse.language.instance.InstanceEvent.FencingStarted;
import io.dormouse.language.instance.InstanceEvent.ReplicaPlaced;
import io.dormouse.language.instance.InstanceEvent.ReplicaQueued;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The way in which replicas of an awake instance start: locked out first if an older generation may
 * still run, else on their last host if that is still good, else by the scheduler.
 */
final class StartPlanner {

  private final Facts facts;
  private final DecisionContext context;
  private final Set<HostId> taken;

  private StartPlanner(Facts facts, DecisionContext context) {
    this.facts = facts;
    this.context = context;
    taken =
        facts.replicas().stream()
            .filter(r -> r.state() instanceof Starting || r.state() instanceof Running)
            .map(Replica::host)
            .collect(Collectors.toCollection(HashSet::new));
  }

  /** Starts all replicas of which no host has to confirm an end. */
  static List<InstanceEvent> startAll(Facts facts, DecisionContext context) {
    StartPlanner planner = new StartPlanner(facts, context);
    List<InstanceEvent> events = new ArrayList<>();
    for (Replica replica : facts.replicas()) {
      if (replica.state() instanceof Absent || replica.state() instanceof Lost) {
        events.addAll(planner.plan(replica));
      }
    }
    return events;
  }

  /** Starts one replica, which may be further than the facts know. */
  static List<InstanceEvent> start(Facts facts, Replica replica, DecisionContext context) {
    return new StartPlanner(facts.with(replica), context).plan(replica);
  }

  /** The wait of a replica, where it left off if its host was lost. */
  static ReplicaQueued queued(Facts facts, Replica replica) {
    return switch (replica.state()) {
      case Fencing s -> new ReplicaQueued(facts.id(replica), s.queuedSince(), s.excluded());
      case Lost s -> new ReplicaQueued(facts.id(replica), s.queuedSince(), s.excluded());
      case ReplicaState s -> new ReplicaQueued(facts.id(replica));
    };
  }

  /** A host that has to confirm an end first, since nothing can be locked, has no event. */
  private List<InstanceEvent> plan(Replica replica) {
    boolean lost = replica.state() instanceof Lost;
    if (lost && facts.resources() == null) {
      return List.of();
    }
    if (facts.mustFence(replica) || CredentialPolicy.isDueAtStart(facts, replica, context.now())) {
      return List.of(
          new FencingStarted(
              facts.id(replica), replica.generation(), lost ? replica.host() : null));
    }
    return List.of(
        StickyPolicy.place(facts, replica, lastHost(replica), context.now())
            .<InstanceEvent>map(this::take)
            .orElseGet(() -> queued(facts, replica)));
  }

  /** The last host, unless another replica of the instance is there. */
  private @Nullable HostView lastHost(Replica replica) {
    HostId last = replica.lastHost();
    return last == null || taken.contains(last) ? null : context.hosts().get(last);
  }

  private ReplicaPlaced take(ReplicaPlaced placed) {
    taken.add(placed.host());
    return placed;
  }
}
