package io.dormouse.streams.instance;

import io.dormouse.schemas.domain.DomainCommand.ClaimDomain;
import io.dormouse.schemas.domain.DomainCommand.ReleaseDomain;
import io.dormouse.schemas.domain.DomainName;
import io.dormouse.schemas.domain.RouteTarget.ToInstance;
import io.dormouse.schemas.host.HostCommand;
import io.dormouse.schemas.host.HostCommand.RunReplica;
import io.dormouse.schemas.host.HostCommand.StopReplica;
import io.dormouse.schemas.host.HostId;
import io.dormouse.schemas.host.PlacementMessage;
import io.dormouse.schemas.host.PlacementMessage.MemoryReleased;
import io.dormouse.schemas.host.PlacementMessage.MemoryReserved;
import io.dormouse.schemas.host.PlacementMessage.PlacementRequested;
import io.dormouse.schemas.host.PlacementMessage.PlacementWithdrawn;
import io.dormouse.schemas.instance.FailureKind;
import io.dormouse.schemas.instance.InstanceCommand;
import io.dormouse.schemas.instance.InstanceCommand.AddDomain;
import io.dormouse.schemas.instance.InstanceEvent.InstanceDeleted;
import io.dormouse.schemas.instance.InstanceEvent.InstanceFailed;
import io.dormouse.schemas.instance.InstanceEvent.InstancePassivated;
import io.dormouse.schemas.instance.InstanceEvent.InstanceRequested;
import io.dormouse.schemas.instance.InstanceEvent.InstanceStopped;
import io.dormouse.schemas.instance.InstanceEvent.ReplicaPlaced;
import io.dormouse.schemas.instance.InstanceEvent.ReplicaRefused;
import io.dormouse.schemas.instance.InstanceEvent.ReplicaStopped;
import io.dormouse.schemas.instance.InstanceId;
import io.dormouse.schemas.instance.RecordedEvent;
import io.dormouse.schemas.topics.HostCommandKey;
import io.dormouse.streams.instance.InstanceEffect.ToDomains;
import io.dormouse.streams.instance.InstanceEffect.ToHost;
import io.dormouse.streams.instance.InstanceEffect.ToScheduler;
import io.dormouse.streams.instance.InstanceState.Deleted;
import io.dormouse.streams.instance.InstanceState.Existing;
import io.dormouse.streams.instance.InstanceState.Living;
import io.dormouse.streams.instance.InstanceState.Placed;
import io.dormouse.streams.instance.InstanceState.Queued;
import io.dormouse.streams.instance.InstanceState.Stopping;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What follows from events: commands to hosts, words to the scheduler and to the register of
 * domains.
 */
public final class InstanceReactor {

  private InstanceReactor() {}

  /**
   * What follows from one event. Placement requests follow from the whole decision: see {@link
   * #settle}.
   */
  public static List<InstanceEffect> react(
      InstanceState before, RecordedEvent event, Existing after) {
    if (event.event() instanceof InstanceRequested origin) {
      return List.of(claim(event.instance(), origin.domain()));
    }
    if (before instanceof Living living) {
      return reactLiving(living, event, after);
    }
    return List.of();
  }

  private static List<InstanceEffect> reactLiving(
      Living before, RecordedEvent recorded, Existing after) {
    List<InstanceEffect> effects = new ArrayList<>();
    switch (recorded.event()) {
      case ReplicaPlaced e -> effects.addAll(run(before.facts(), e, recorded));
      case ReplicaRefused e -> effects.addAll(gone(before.facts(), e.host()));
      case ReplicaStopped e -> effects.addAll(gone(before.facts(), e.host()));
      case InstanceFailed e -> effects.addAll(failed(before.facts(), e));
      case InstancePassivated e -> effects.addAll(stop(before));
      case InstanceStopped e -> effects.addAll(stop(before));
      case InstanceDeleted e -> effects.addAll(stop(before));
      default -> {}
    }
    if (after instanceof Deleted) {
      before
          .facts()
          .domains()
          .forEach(
              domain -> effects.add(new ToDomains(new ReleaseDomain(domain, recorded.instance()))));
    }
    return effects;
  }

  /**
   * What the scheduler has to know after a whole decision: that a host is needed now, or is not any
   * more.
   */
  public static List<InstanceEffect> settle(InstanceState before, Existing after) {
    boolean waited = before instanceof Queued;
    if (after instanceof Queued queued && !waited) {
      return List.of(toScheduler(queued.facts(), request(queued)));
    }
    if (waited && !(after instanceof Queued) && !(after instanceof Placed)) {
      Facts facts = ((Queued) before).facts();
      return List.of(toScheduler(facts, new PlacementWithdrawn(facts.replica())));
    }
    return List.of();
  }

  /**
   * What follows from a command that was refused: a domain must not lead to an instance that is not
   * there.
   */
  public static List<InstanceEffect> reactToRefusal(InstanceId id, InstanceCommand command) {
    return command instanceof AddDomain add
        ? List.of(new ToDomains(new ReleaseDomain(add.domain(), id)))
        : List.of();
  }

  private static ToDomains claim(InstanceId id, DomainName domain) {
    return new ToDomains(new ClaimDomain(domain, new ToInstance(id)));
  }

  private static PlacementRequested request(Queued state) {
    Facts facts = state.facts();
    return new PlacementRequested(
        facts.replica(),
        facts.generation() + 1,
        facts.origin().pool(),
        facts.origin().spec().memoryBytes(),
        state.excluded());
  }

  private static List<InstanceEffect> run(Facts facts, ReplicaPlaced e, RecordedEvent recorded) {
    return List.of(
        toHost(
            facts,
            e.host(),
            new RunReplica(
                e.host(), e.replica(), e.generation(), facts.origin().spec(), recorded.time())),
        toScheduler(
            facts,
            new MemoryReserved(
                e.replica(), e.host(), e.generation(), facts.origin().spec().memoryBytes())));
  }

  private static List<InstanceEffect> stop(Living before) {
    return before instanceof Placed placed && !(before instanceof Stopping)
        ? List.of(stop(placed.facts(), placed.host()))
        : List.of();
  }

  private static InstanceEffect stop(Facts facts, HostId host) {
    return toHost(
        facts,
        host,
        new StopReplica(
            host, facts.replica(), facts.generation(), facts.origin().spec().stopGrace()));
  }

  private static List<InstanceEffect> failed(Facts facts, InstanceFailed e) {
    HostId host = e.host();
    if (host == null) {
      return List.of();
    }
    return e.failure().kind() == FailureKind.NO_REPORT
        ? List.of(stop(facts, host))
        : gone(facts, host);
  }

  private static List<InstanceEffect> gone(Facts facts, HostId host) {
    return List.of(
        toHost(facts, host, null),
        toScheduler(facts, new MemoryReleased(facts.replica(), host, facts.generation())));
  }

  private static ToHost toHost(Facts facts, HostId host, @Nullable HostCommand command) {
    return new ToHost(new HostCommandKey(host, facts.replica()), command);
  }

  private static ToScheduler toScheduler(Facts facts, PlacementMessage message) {
    return new ToScheduler(facts.origin().pool(), message);
  }
}
