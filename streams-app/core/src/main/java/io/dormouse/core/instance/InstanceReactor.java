package io.dormouse.core.instance;

import io.dormouse.core.instance.InstanceEffect.ToDomains;
import io.dormouse.core.instance.InstanceEffect.ToHost;
import io.dormouse.core.instance.InstanceEffect.ToOwner;
import io.dormouse.core.instance.InstanceEffect.ToScheduler;
import io.dormouse.core.instance.InstanceInput.BlueprintChanged;
import io.dormouse.core.instance.InstanceInput.Commanded;
import io.dormouse.core.instance.InstanceInput.DeadlinePassed;
import io.dormouse.core.instance.InstanceInput.Provisioned;
import io.dormouse.core.instance.InstanceInput.Reported;
import io.dormouse.core.instance.InstanceInput.Used;
import io.dormouse.core.instance.InstanceTurn.Step;
import io.dormouse.core.instance.state.Facts;
import io.dormouse.core.instance.state.InstanceState;
import io.dormouse.core.instance.state.InstanceState.Deleted;
import io.dormouse.core.instance.state.InstanceState.Existing;
import io.dormouse.core.instance.state.InstanceState.Living;
import io.dormouse.core.instance.state.Replica;
import io.dormouse.core.instance.state.ReplicaState.Placed;
import io.dormouse.core.instance.state.ReplicaState.Queued;
import io.dormouse.core.instance.state.ReplicaState.Stopping;
import io.dormouse.language.cause.FailureKind;
import io.dormouse.language.command.CommandEnvelope;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.command.RejectionReason;
import io.dormouse.language.domain.DomainCommand.ClaimDomain;
import io.dormouse.language.domain.DomainCommand.ReleaseDomain;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.domain.RouteTarget.ToInstance;
import io.dormouse.language.host.HostCommand;
import io.dormouse.language.host.HostCommand.RunReplica;
import io.dormouse.language.host.HostCommand.StopReplica;
import io.dormouse.language.host.HostId;
import io.dormouse.language.host.PlacementMessage;
import io.dormouse.language.host.PlacementMessage.MemoryReleased;
import io.dormouse.language.host.PlacementMessage.MemoryReserved;
import io.dormouse.language.host.PlacementMessage.PlacementRequested;
import io.dormouse.language.host.PlacementMessage.PlacementWithdrawn;
import io.dormouse.language.instance.InstanceCommand;
import io.dormouse.language.instance.InstanceCommand.AddDomain;
import io.dormouse.language.instance.InstanceCommand.CreateInstance;
import io.dormouse.language.instance.InstanceEvent.ActivityRecorded;
import io.dormouse.language.instance.InstanceEvent.DomainAdded;
import io.dormouse.language.instance.InstanceEvent.DomainRemoved;
import io.dormouse.language.instance.InstanceEvent.ExpiryNoticed;
import io.dormouse.language.instance.InstanceEvent.FencingStarted;
import io.dormouse.language.instance.InstanceEvent.InstanceDeleted;
import io.dormouse.language.instance.InstanceEvent.InstanceExpired;
import io.dormouse.language.instance.InstanceEvent.InstanceFailed;
import io.dormouse.language.instance.InstanceEvent.InstancePassivated;
import io.dormouse.language.instance.InstanceEvent.InstanceRemoved;
import io.dormouse.language.instance.InstanceEvent.InstanceRequested;
import io.dormouse.language.instance.InstanceEvent.InstanceRestored;
import io.dormouse.language.instance.InstanceEvent.InstanceStarted;
import io.dormouse.language.instance.InstanceEvent.InstanceStopped;
import io.dormouse.language.instance.InstanceEvent.InstanceWoken;
import io.dormouse.language.instance.InstanceEvent.PlanChanged;
import io.dormouse.language.instance.InstanceEvent.PolicyChanged;
import io.dormouse.language.instance.InstanceEvent.ReplicaCrashed;
import io.dormouse.language.instance.InstanceEvent.ReplicaFailed;
import io.dormouse.language.instance.InstanceEvent.ReplicaLost;
import io.dormouse.language.instance.InstanceEvent.ReplicaPlaced;
import io.dormouse.language.instance.InstanceEvent.ReplicaQueued;
import io.dormouse.language.instance.InstanceEvent.ReplicaRefused;
import io.dormouse.language.instance.InstanceEvent.ReplicaRestartOrdered;
import io.dormouse.language.instance.InstanceEvent.ReplicaStopped;
import io.dormouse.language.instance.InstanceEvent.ResourceEvent;
import io.dormouse.language.instance.InstanceEvent.ResourcesProvided;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.RecordedEvent;
import io.dormouse.language.instance.ReplicaId;
import io.dormouse.language.owner.OwnerMessage;
import io.dormouse.language.owner.OwnerNews;
import io.dormouse.language.owner.OwnerNews.InstanceClosed;
import io.dormouse.language.owner.OwnerNews.InstanceOpened;
import io.dormouse.language.owner.OwnerNews.SignUpRefused;
import io.dormouse.language.resources.SealedCredentials;
import io.dormouse.language.topics.HostCommandKey;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Effects of events: commands to hosts, and messages to the scheduler, the domains and the owner.
 */
public final class InstanceReactor {

  private InstanceReactor() {}

  /** Effects of a decision on the turn's input. */
  static List<InstanceEffect> react(InstanceTurn turn, Decision decision, List<Step> steps) {
    return switch (decision) {
      case Decision.Accepted accepted -> accepted(turn.state(), steps);
      case Decision.Ignored(var reason, var message) ->
          unchanged(turn, envelope -> repeated(turn.state(), envelope, reason, message));
      case Decision.Rejected(var reason, var message) ->
          unchanged(turn, envelope -> refused(turn.id(), envelope, reason, message));
    };
  }

  private static List<InstanceEffect> accepted(InstanceState before, List<Step> steps) {
    List<InstanceEffect> effects = new ArrayList<>();
    steps.forEach(step -> effects.addAll(react(step.before(), step.event(), step.after())));
    Existing after = steps.getLast().after();
    effects.addAll(placement(before, after));
    ResourceReactor.react(before, after).ifPresent(effects::add);
    return net(effects);
  }

  /** Effects of an input that changed nothing. */
  private static List<InstanceEffect> unchanged(
      InstanceTurn turn, Function<CommandEnvelope, List<InstanceEffect>> ofCommand) {
    return switch (turn.input()) {
      case Commanded(var envelope) -> ofCommand.apply(envelope);
      case Reported(var report) -> LateReports.react(turn.state(), report);
      case Provisioned p -> List.of();
      case Used u -> List.of();
      case BlueprintChanged b -> List.of();
      case DeadlinePassed d -> List.of();
    };
  }

  /** Effects of one event. */
  private static List<InstanceEffect> react(
      InstanceState before, RecordedEvent event, Existing after) {
    if (event.event() instanceof InstanceRequested origin) {
      return List.of(
          claim(event.instance(), origin.domain()),
          toOwner(origin, new InstanceOpened(event.instance(), event.causedBy())));
    }
    return before instanceof Living living ? reactLiving(living, event, after) : List.of();
  }

  private static List<InstanceEffect> reactLiving(
      Living before, RecordedEvent recorded, Existing after) {
    List<InstanceEffect> effects = new ArrayList<>();
    Facts facts = before.facts();
    switch (recorded.event()) {
      case ReplicaPlaced e -> effects.addAll(run(facts, e, recorded));
      case ReplicaRefused e -> effects.add(toHost(e.host(), e.replica(), null));
      case ReplicaStopped e -> effects.addAll(gone(facts, e.replica(), e.generation(), e.host()));
      case ReplicaCrashed e -> effects.addAll(gone(facts, e.replica(), e.generation(), e.host()));
      case ReplicaFailed e -> effects.addAll(gone(facts, e.replica(), e.generation(), e.host()));
      case InstanceFailed e -> effects.addAll(failed(facts, e));
      case ReplicaRestartOrdered e ->
          effects.add(stop(facts, facts.replica(e.replica().index()), e.host()));
      case ReplicaLost e -> effects.addAll(lost(facts, e));
      case InstancePassivated e -> effects.addAll(stopAll(facts));
      case InstanceStopped e -> effects.addAll(stopAll(facts));
      case InstanceDeleted e -> effects.addAll(discard(facts));
      case InstanceRequested e -> {}
      case ResourcesProvided e -> {}
      case ResourceEvent e -> {}
      case DomainAdded e -> {}
      case DomainRemoved e -> {}
      case InstanceWoken e -> {}
      case ReplicaQueued e -> {}
      case FencingStarted e -> {}
      case InstanceStarted e -> {}
      case ActivityRecorded e -> {}
      case InstanceRemoved e -> {}
      case InstanceRestored e -> {}
      case ExpiryNoticed e -> {}
      case InstanceExpired e -> {}
      case PlanChanged e -> {}
      case PolicyChanged e -> {}
    }
    if (after instanceof Deleted) {
      effects.add(toOwner(before.facts().origin(), new InstanceClosed(recorded.instance())));
      before
          .facts()
          .domains()
          .forEach(
              domain -> effects.add(new ToDomains(new ReleaseDomain(domain, recorded.instance()))));
    }
    return effects;
  }

  /**
   * The effects without a release of memory that is reserved again on the same host: a waiting
   * instance would get it in between.
   */
  private static List<InstanceEffect> net(List<InstanceEffect> effects) {
    return effects.stream()
        .filter(effect ->
            !(effect instanceof ToScheduler(var pool, MemoryReleased released)
                && effects.stream().anyMatch(later -> reserves(later, released))))
        .toList();
  }

  private static boolean reserves(InstanceEffect effect, MemoryReleased released) {
    return effect instanceof ToScheduler(var pool, MemoryReserved reserved)
        && reserved.host().equals(released.host())
        && reserved.replica().equals(released.replica());
  }

  /** Tells the scheduler which replicas need a host, and which no longer do. */
  private static List<InstanceEffect> placement(InstanceState before, Existing after) {
    if (!(after instanceof Living living)) {
      return List.of();
    }
    List<InstanceEffect> effects = new ArrayList<>();
    for (Replica replica : living.facts().replicas()) {
      boolean waited =
          before instanceof Living earlier
              && earlier.facts().find(living.facts().id(replica)).stream()
                  .anyMatch(then -> then.state() instanceof Queued);
      if (replica.state() instanceof Queued queued && !waited) {
        effects.add(toScheduler(living.facts(), request(living.facts(), replica, queued)));
      }
      if (waited && !(replica.state() instanceof Queued || replica.state() instanceof Placed)) {
        effects.add(
            toScheduler(living.facts(), new PlacementWithdrawn(living.facts().id(replica))));
      }
    }
    return effects;
  }

  /**
   * Effects of a rejected command: a domain must not lead to an instance that does not exist, and
   * the owner's place in the quota is free again.
   */
  private static List<InstanceEffect> refused(
      InstanceId id, CommandEnvelope envelope, RejectionReason reason, String message) {
    return switch (envelope.command()) {
      case AddDomain add -> List.of(new ToDomains(new ReleaseDomain(add.domain(), id)));
      case CreateInstance create ->
          List.of(signUpRefused(create, id, envelope.id(), reason, message));
      case InstanceCommand other -> List.of();
    };
  }

  /**
   * Effects of a repeated command: a sign-up with the id of another owner's does not wait for it.
   */
  private static List<InstanceEffect> repeated(
      InstanceState state, CommandEnvelope envelope, RejectionReason reason, String message) {
    return envelope.command() instanceof CreateInstance create
            && state instanceof Living living
            && !living.facts().origin().owner().equals(create.owner())
        ? List.of(signUpRefused(create, living.id(), envelope.id(), reason, message))
        : List.of();
  }

  private static ToOwner signUpRefused(
      CreateInstance create,
      InstanceId id,
      CommandId signUp,
      RejectionReason reason,
      String message) {
    return new ToOwner(
        new OwnerMessage(create.owner(), new SignUpRefused(signUp, id, reason, message)));
  }

  private static ToOwner toOwner(InstanceRequested origin, OwnerNews news) {
    return new ToOwner(new OwnerMessage(origin.owner(), news));
  }

  private static ToDomains claim(InstanceId id, DomainName domain) {
    return new ToDomains(new ClaimDomain(domain, new ToInstance(id)));
  }

  private static PlacementRequested request(Facts facts, Replica replica, Queued queued) {
    return new PlacementRequested(
        facts.id(replica),
        replica.generation() + 1,
        facts.origin().pool(),
        facts.origin().spec().memoryBytes(),
        queued.excluded(),
        queued.since());
  }

  private static List<InstanceEffect> run(Facts facts, ReplicaPlaced e, RecordedEvent recorded) {
    return List.of(
        toHost(
            e.host(),
            e.replica(),
            new RunReplica(
                e.host(),
                e.replica(),
                e.generation(),
                facts.origin().spec(),
                recorded.time(),
                credentials(facts, e.replica()),
                facts.domains().stream().findFirst().orElse(null))),
        toScheduler(
            facts,
            new MemoryReserved(
                e.replica(), e.host(), e.generation(), facts.origin().spec().memoryBytes())));
  }

  private static @Nullable SealedCredentials credentials(Facts facts, ReplicaId replica) {
    return facts.resources() == null ? null : facts.resources().of(replica.index()).credentials();
  }

  private static List<InstanceEffect> stopAll(Facts facts) {
    List<InstanceEffect> effects = new ArrayList<>();
    for (Replica replica : facts.replicas()) {
      if (replica.state() instanceof Placed placed && !(placed instanceof Stopping)) {
        effects.add(stop(facts, replica, placed.host()));
      }
    }
    return effects;
  }

  private static InstanceEffect stop(Facts facts, Replica replica, HostId host) {
    return stop(facts, replica, host, false);
  }

  /** Removes a deleted instance from its last hosts. */
  private static List<InstanceEffect> discard(Facts facts) {
    List<InstanceEffect> effects = new ArrayList<>();
    for (Replica replica : facts.replicas()) {
      HostId host = replica.state() instanceof Placed placed ? placed.host() : replica.lastHost();
      if (host != null) {
        effects.add(stop(facts, replica, host, true));
      }
    }
    return effects;
  }

  private static InstanceEffect stop(Facts facts, Replica replica, HostId host, boolean discard) {
    return stop(facts, facts.id(replica), replica.generation(), host, discard);
  }

  static InstanceEffect stop(
      Facts facts, ReplicaId replica, long generation, HostId host, boolean discard) {
    return toHost(
        host,
        replica,
        new StopReplica(host, replica, generation, facts.origin().spec().stopGrace(), discard));
  }

  private static List<InstanceEffect> failed(Facts facts, InstanceFailed e) {
    return e.failure().kind() == FailureKind.NO_REPORT
        ? List.of(stop(facts, facts.replica(e.replica().index()), e.host()))
        : gone(facts, e.replica(), e.generation(), e.host());
  }

  /** A host that was told to stop it keeps that command. */
  private static List<InstanceEffect> lost(Facts facts, ReplicaLost e) {
    Replica replica = facts.replica(e.replica().index());
    return replica.state() instanceof Stopping
        ? List.of()
        : List.of(stop(facts, replica, e.host()));
  }

  private static List<InstanceEffect> gone(
      Facts facts, ReplicaId replica, long generation, HostId host) {
    return List.of(
        toHost(host, replica, null),
        toScheduler(facts, new MemoryReleased(replica, host, generation)));
  }

  static ToHost toHost(HostId host, ReplicaId replica, @Nullable HostCommand command) {
    return new ToHost(new HostCommandKey(host, replica), command);
  }

  static ToScheduler toScheduler(Facts facts, PlacementMessage message) {
    return new ToScheduler(facts.origin().pool(), message);
  }
}
