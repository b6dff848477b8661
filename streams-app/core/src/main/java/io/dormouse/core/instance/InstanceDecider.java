package io.dormouse.core.instance;

import static io.dormouse.core.instance.Decision.accept;
import static io.dormouse.core.instance.Decision.alreadySo;
import static io.dormouse.core.instance.Decision.outdated;

import io.dormouse.core.DerivedId;
import io.dormouse.core.instance.Decision.Ignored;
import io.dormouse.core.instance.Decision.Rejected;
import io.dormouse.core.instance.policy.QueuePolicy;
import io.dormouse.core.instance.state.Expiry;
import io.dormouse.core.instance.state.Facts;
import io.dormouse.core.instance.state.InstanceEvolution;
import io.dormouse.core.instance.state.InstanceState;
import io.dormouse.core.instance.state.InstanceState.Asleep;
import io.dormouse.core.instance.state.InstanceState.Awake;
import io.dormouse.core.instance.state.InstanceState.Deleted;
import io.dormouse.core.instance.state.InstanceState.Existing;
import io.dormouse.core.instance.state.InstanceState.Failed;
import io.dormouse.core.instance.state.InstanceState.Living;
import io.dormouse.core.instance.state.InstanceState.None;
import io.dormouse.core.instance.state.InstanceState.Removing;
import io.dormouse.core.instance.state.InstanceState.Requested;
import io.dormouse.core.instance.state.InstanceState.Retired;
import io.dormouse.core.instance.state.InstanceState.Stopped;
import io.dormouse.core.instance.state.ReplicaState.Placed;
import io.dormouse.core.instance.state.ReplicaState.Queued;
import io.dormouse.core.instance.state.Resources;
import io.dormouse.language.blueprint.Blueprint;
import io.dormouse.language.cause.Cause;
import io.dormouse.language.cause.CauseKind;
import io.dormouse.language.command.RejectionReason;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.instance.InstanceCommand;
import io.dormouse.language.instance.InstanceCommand.AddDomain;
import io.dormouse.language.instance.InstanceCommand.ChangePlan;
import io.dormouse.language.instance.InstanceCommand.ChangePolicy;
import io.dormouse.language.instance.InstanceCommand.CreateInstance;
import io.dormouse.language.instance.InstanceCommand.DeleteInstance;
import io.dormouse.language.instance.InstanceCommand.LoseReplica;
import io.dormouse.language.instance.InstanceCommand.PassivateInstance;
import io.dormouse.language.instance.InstanceCommand.PlaceReplica;
import io.dormouse.language.instance.InstanceCommand.RemoveDomain;
import io.dormouse.language.instance.InstanceCommand.RestoreInstance;
import io.dormouse.language.instance.InstanceCommand.RetryResources;
import io.dormouse.language.instance.InstanceCommand.StopInstance;
import io.dormouse.language.instance.InstanceCommand.WakeInstance;
import io.dormouse.language.instance.InstanceEvent;
import io.dormouse.language.instance.InstanceEvent.DomainAdded;
import io.dormouse.language.instance.InstanceEvent.DomainRemoved;
import io.dormouse.language.instance.InstanceEvent.InstanceDeleted;
import io.dormouse.language.instance.InstanceEvent.InstancePassivated;
import io.dormouse.language.instance.InstanceEvent.InstanceRequested;
import io.dormouse.language.instance.InstanceEvent.InstanceRestored;
import io.dormouse.language.instance.InstanceEvent.InstanceStopped;
import io.dormouse.language.instance.InstanceEvent.InstanceWoken;
import io.dormouse.language.instance.InstanceEvent.PlanChanged;
import io.dormouse.language.instance.InstanceEvent.ReplicaPlaced;
import io.dormouse.language.instance.InstanceEvent.ResourcesProvided;
import io.dormouse.language.instance.InstanceEvent.ResourcesRequested;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceStatus;
import io.dormouse.language.owner.PlanId;
import io.dormouse.language.resources.ResourceMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Decisions on commands to an instance. {@link ReplicaDecider} decides on reports, {@link
 * DeadlineDecider} on time.
 */
public final class InstanceDecider {

  private InstanceDecider() {}

  public static Decision decide(
      InstanceId id, InstanceState state, InstanceCommand command, DecisionContext context) {
    if (state instanceof Existing e && e.recentCommands().contains(context.command())) {
      return new Ignored(
          RejectionReason.DUPLICATE,
          "Expected a new command id, but '%s' was accepted before.".formatted(context.command()));
    }
    if (state instanceof Existing e
        && e.recentCommands().stream().anyMatch(context.command()::reusesKeyOf)) {
      return new Rejected(
          RejectionReason.DUPLICATE,
          "Expected a new Idempotency-Key, but another command was accepted under that of '%s'."
              .formatted(context.command()));
    }
    return switch (state) {
      case None none -> onMissing(id, command, context);
      case Deleted deleted -> onMissing(id, command, context);
      case Living living -> onLiving(living, command, context);
    };
  }

  private static Decision onMissing(
      InstanceId id, InstanceCommand command, DecisionContext context) {
    return switch (command) {
      case CreateInstance create -> create(id, create, context);
      case PlaceReplica place -> outdated("The instance '%s' is not there.".formatted(id));
      case LoseReplica lose -> outdated("The instance '%s' is not there.".formatted(id));
      case RemoveDomain remove -> outdated("The instance '%s' is not there.".formatted(id));
      case AddDomain add -> unknown(id);
      case WakeInstance wake -> unknown(id);
      case PassivateInstance passivate -> unknown(id);
      case StopInstance stop -> unknown(id);
      case DeleteInstance delete -> unknown(id);
      case RestoreInstance restore -> unknown(id);
      case RetryResources retry -> unknown(id);
      case ChangePlan change -> unknown(id);
      case ChangePolicy change -> unknown(id);
    };
  }

  private static Decision unknown(InstanceId id) {
    return new Rejected(
        RejectionReason.UNKNOWN_INSTANCE,
        "Expected an instance named '%s', but there is none.".formatted(id));
  }

  private static Decision create(InstanceId id, CreateInstance create, DecisionContext context) {
    Blueprint blueprint = context.blueprint();
    if (blueprint == null) {
      return new Rejected(
          RejectionReason.UNKNOWN_BLUEPRINT,
          "Expected a blueprint named '%s', but there is none.".formatted(create.blueprint()));
    }
    if (create.plan() != null && context.plan() == null) {
      return unknownPlan(create.plan());
    }
    InstanceRequested requested = requested(id, create, blueprint, context);
    return requested.resources() == ResourceMode.OWN
        ? accept(requested)
        : accept(requested, new ResourcesProvided(ResourceMode.SHARED));
  }

  private static InstanceRequested requested(
      InstanceId id, CreateInstance create, Blueprint blueprint, DecisionContext context) {
    DomainName wanted = create.domain();
    boolean own = blueprint.resources() == ResourceMode.OWN;
    return new InstanceRequested(
        blueprint.id(),
        blueprint.version(),
        blueprint.spec(),
        create.passivation() == null ? blueprint.passivation() : create.passivation(),
        blueprint.pool(),
        create.owner(),
        wanted == null ? new DomainName(id + "." + context.rules().baseDomain()) : wanted,
        blueprint.resources(),
        blueprint.seed(),
        context.plan(),
        own ? DerivedId.resource(id, context.command()) : null,
        blueprint.replicas(),
        create.passivation() == null);
  }

  private static Decision unknownPlan(PlanId plan) {
    return new Rejected(
        RejectionReason.UNKNOWN_PLAN,
        "Expected a plan named '%s', but there is none.".formatted(plan));
  }

  private static Decision onLiving(Living state, InstanceCommand command, DecisionContext context) {
    return switch (command) {
      case CreateInstance create ->
          new Rejected(
              RejectionReason.INSTANCE_TAKEN,
              "Expected an id that is free, but '%s' is taken.".formatted(state.id()));
      case WakeInstance(Cause cause) -> wake(state, cause, context);
      case PassivateInstance(Cause cause) -> passivate(state, cause);
      case StopInstance(Cause cause) -> stop(state, cause);
      case DeleteInstance delete -> delete(state, delete, context);
      case RestoreInstance(Cause cause) -> restore(state, cause, context);
      case RetryResources(Cause cause) -> retry(state, cause);
      case ChangePlan(PlanId plan) -> changePlan(state, plan, context);
      case ChangePolicy change -> PolicyDecider.change(state, change, context);
      case PlaceReplica place -> place(state, place);
      case LoseReplica lose -> ReplicaDecider.lose(state, lose, context.now());
      case AddDomain(DomainName domain) ->
          state.facts().domains().contains(domain)
              ? alreadySo("'%s' has the domain %s already.".formatted(state.id(), domain))
              : accept(new DomainAdded(domain));
      case RemoveDomain(DomainName domain) ->
          state.facts().domains().contains(domain)
              ? accept(new DomainRemoved(domain))
              : alreadySo("'%s' does not have the domain %s.".formatted(state.id(), domain));
    };
  }

  private static Decision wake(Living state, Cause cause, DecisionContext context) {
    boolean byRequest = cause.kind() == CauseKind.REQUEST;
    return switch (state) {
      case Requested s -> notLegal(state, "wake");
      case Retired s -> notLegal(state, "wake");
      case Removing s -> notLegal(state, "wake");
      case Asleep s -> woken(s, cause, context);
      case Awake s ->
          s.status() == InstanceStatus.QUEUED && QueuePolicy.records(s, context.now())
              ? accept(new InstanceWoken(cause))
              : alreadySo("'%s' is %s already.".formatted(s.id(), InstanceViews.describe(s)));
      case Stopped s -> byRequest ? notLegal(state, "wake") : woken(s, cause, context);
      case Failed s ->
          byRequest && context.now().isBefore(s.backoff().retryAt())
              ? new Rejected(
                  RejectionReason.BACKING_OFF,
                  "Expected a wake of '%s' after %s, but it is backing off until then: %s"
                      .formatted(state.id(), s.backoff().retryAt(), s.failure().message()))
              : woken(s, cause, context);
    };
  }

  /** The wake of an instance, with the start of all replicas that no host has to stop before. */
  static Decision woken(Living state, Cause cause, DecisionContext context) {
    List<InstanceEvent> events = new ArrayList<>();
    events.add(new InstanceWoken(cause));
    events.addAll(StartPlanner.startAll(state.facts(), context));
    return new Decision.Accepted(events);
  }

  private static Decision passivate(Living state, Cause cause) {
    return switch (state) {
      case Asleep s ->
          alreadySo("'%s' is %s already.".formatted(s.id(), InstanceViews.describe(s)));
      case Awake s -> accept(new InstancePassivated(cause, null, null));
      case Requested s -> notLegal(state, "passivate");
      case Stopped s -> notLegal(state, "passivate");
      case Retired s -> notLegal(state, "passivate");
      case Removing s -> notLegal(state, "passivate");
      case Failed s -> notLegal(state, "passivate");
    };
  }

  private static Decision stop(Living state, Cause cause) {
    return switch (state) {
      case Requested s -> notLegal(state, "stop");
      case Retired s -> notLegal(state, "stop");
      case Removing s -> notLegal(state, "stop");
      case Stopped s ->
          alreadySo("'%s' is %s already.".formatted(s.id(), InstanceViews.describe(s)));
      case Asleep s -> accept(new InstanceStopped(cause));
      case Awake s -> accept(new InstanceStopped(cause));
      case Failed s -> accept(new InstanceStopped(cause));
    };
  }

  private static Decision delete(Living state, DeleteInstance delete, DecisionContext context) {
    if (InstanceEvolution.ended(state)) {
      return alreadySo("'%s' is deleted already.".formatted(state.id()));
    }
    if (delete.export() && state.facts().resources() == null) {
      return new Rejected(
          RejectionReason.NOT_LEGAL_NOW,
          "Expected an instance with resources of its own to export, but '%s' has none."
              .formatted(state.id()));
    }
    Duration grace = delete.grace() == null ? context.rules().deleteGrace() : delete.grace();
    return new Decision.Accepted(
        deleted(
            state,
            new InstanceDeleted(delete.cause(), delete.export(), context.now().plus(grace))));
  }

  /** The deletion, and the end of all access if no replica has to stop before. */
  static List<InstanceEvent> deleted(Living state, InstanceDeleted deleted) {
    Facts facts = state.facts();
    return facts.resources() == null || facts.has(Placed.class)
        ? List.of(deleted)
        : List.of(deleted, new ResourcesRequested(deleted.cause(), null));
  }

  private static Decision restore(Living state, Cause cause, DecisionContext context) {
    Expiry expiry = state.facts().expiry();
    if (!(state instanceof Retired)) {
      return notLegal(state, "restore");
    }
    return expiry == null || expiry.at().isAfter(context.now())
        ? accept(new InstanceRestored(cause))
        : new Rejected(
            RejectionReason.NOT_LEGAL_NOW,
            "Expected a plan of '%s' that goes on, but '%s' ended at %s; PUT /v1/instances/%s/plan first, the same one or another."
                .formatted(state.id(), state.facts().plan(), expiry.at(), state.id()));
  }

  private static Decision retry(Living state, Cause cause) {
    Resources resources = state.facts().resources();
    return resources != null && resources.failure() != null
        ? accept(new ResourcesRequested(cause, null))
        : new Rejected(
            RejectionReason.NOT_LEGAL_NOW,
            "Expected '%s' to have resources that failed, but nothing of it failed."
                .formatted(state.id()));
  }

  private static Decision changePlan(Living state, PlanId wanted, DecisionContext context) {
    if (context.plan() == null) {
      return unknownPlan(wanted);
    }
    return state instanceof Removing
        ? notLegal(state, "a change of its plan")
        : accept(new PlanChanged(context.plan()));
  }

  private static Decision place(Living state, PlaceReplica place) {
    return state
        .facts()
        .find(place.replica())
        .filter(replica ->
            replica.state() instanceof Queued && place.request() == replica.generation() + 1)
        .map(replica ->
            accept(
                new ReplicaPlaced(
                    place.replica(), place.request(), place.host(), false, place.inputs())))
        .orElseGet(() ->
            outdated("'%s' does not wait for this placement any more.".formatted(state.id())));
  }

  static Decision notLegal(Living state, String action) {
    return new Rejected(
        RejectionReason.NOT_LEGAL_NOW,
        "Expected '%s' in a state that allows %s, but it is %s."
            .formatted(state.id(), action, InstanceViews.describe(state)));
  }
}
