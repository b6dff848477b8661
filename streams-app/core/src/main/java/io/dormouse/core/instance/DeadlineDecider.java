package io.dormouse.core.instance;

import static io.dormouse.core.instance.Decision.accept;
import static io.dormouse.core.instance.Decision.alreadySo;

import io.dormouse.core.instance.policy.ActivityLedger;
import io.dormouse.core.instance.policy.CredentialPolicy;
import io.dormouse.core.instance.policy.IdlePolicy;
import io.dormouse.core.instance.policy.QueuePolicy;
import io.dormouse.core.instance.state.Expiry;
import io.dormouse.core.instance.state.Facts;
import io.dormouse.core.instance.state.InstanceEvolution;
import io.dormouse.core.instance.state.InstanceState;
import io.dormouse.core.instance.state.InstanceState.Asleep;
import io.dormouse.core.instance.state.InstanceState.Awake;
import io.dormouse.core.instance.state.InstanceState.Deleted;
import io.dormouse.core.instance.state.InstanceState.Failed;
import io.dormouse.core.instance.state.InstanceState.Living;
import io.dormouse.core.instance.state.InstanceState.None;
import io.dormouse.core.instance.state.InstanceState.Removing;
import io.dormouse.core.instance.state.InstanceState.Requested;
import io.dormouse.core.instance.state.InstanceState.Retired;
import io.dormouse.core.instance.state.InstanceState.Stopped;
import io.dormouse.core.instance.state.Replica;
import io.dormouse.core.instance.state.ReplicaState.Absent;
import io.dormouse.core.instance.state.ReplicaState.BackingOff;
import io.dormouse.core.instance.state.ReplicaState.Fencing;
import io.dormouse.core.instance.state.ReplicaState.Lost;
import io.dormouse.core.instance.state.ReplicaState.Queued;
import io.dormouse.core.instance.state.ReplicaState.Running;
import io.dormouse.core.instance.state.ReplicaState.Starting;
import io.dormouse.core.instance.state.ReplicaState.Stopping;
import io.dormouse.language.cause.Cause;
import io.dormouse.language.cause.CauseKind;
import io.dormouse.language.cause.Failure;
import io.dormouse.language.cause.FailureKind;
import io.dormouse.language.host.HostCommand.RunReplica;
import io.dormouse.language.instance.InstanceEvent;
import io.dormouse.language.instance.InstanceEvent.ExpiryNoticed;
import io.dormouse.language.instance.InstanceEvent.InstanceDeleted;
import io.dormouse.language.instance.InstanceEvent.InstanceExpired;
import io.dormouse.language.instance.InstanceEvent.InstancePassivated;
import io.dormouse.language.instance.InstanceEvent.InstanceRemoved;
import io.dormouse.language.instance.InstanceEvent.RemovalStarted;
import io.dormouse.language.instance.InstanceEvent.ResourcesRequested;
import io.dormouse.language.instance.InstanceStatus;
import io.dormouse.language.owner.PlanId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Deadlines of an instance, and the decisions when they pass. */
public final class DeadlineDecider {

  /**
   * Time beyond the replica's own time-out after which a host that confirms neither start nor stop
   * counts as lost.
   */
  static final Duration MUTE_AFTER = Duration.ofSeconds(30);

  private DeadlineDecider() {}

  /** The next deadline. */
  public static Optional<Instant> deadline(
      InstanceState state, ActivityLedger activity, Instant now) {
    return switch (state) {
      case None s -> Optional.empty();
      case Deleted s -> Optional.empty();
      case Living living ->
          Stream.of(
                  Stream.of(ofLife(living, activity, now), planned(living)),
                  living.facts().replicas().stream().map(replica -> ofReplica(living, replica)))
              .flatMap(Function.identity())
              .flatMap(Optional::stream)
              .min(Instant::compareTo);
    };
  }

  private static Optional<Instant> ofLife(Living state, ActivityLedger activity, Instant now) {
    return switch (state) {
      case Awake awake ->
          switch (awake.status()) {
            case RUNNING -> idle(awake, activity).lookAgain(now);
            case QUEUED -> QueuePolicy.givesUp(awake);
            case InstanceStatus other -> Optional.empty();
          };
      case Retired retired -> retired.settled() ? Optional.of(retired.until()) : Optional.empty();
      case Failed failed ->
          failed.facts().keptAwake() ? Optional.of(failed.backoff().retryAt()) : Optional.empty();
      case Requested s -> Optional.empty();
      case Asleep s -> Optional.empty();
      case Stopped s -> Optional.empty();
      case Removing s -> Optional.empty();
    };
  }

  private static Optional<Instant> ofReplica(Living state, Replica replica) {
    return switch (replica.state()) {
      case Starting starting -> Optional.of(reportDue(state, starting));
      case Stopping stopping ->
          canFence(state) ? Optional.of(stopDue(state, stopping)) : Optional.empty();
      case Running s -> CredentialPolicy.due(state.facts(), replica);
      case Fencing s -> CredentialPolicy.due(state.facts(), replica);
      case BackingOff s -> Optional.of(s.backoff().retryAt());
      case Absent s -> Optional.empty();
      case Queued s -> Optional.empty();
      case Lost s -> Optional.empty();
    };
  }

  private static Optional<Instant> planned(Living state) {
    return Optional.ofNullable(expiry(state)).map(Expiry::next);
  }

  /** The end of the plan of an instance that is not being deleted. */
  private static @Nullable Expiry expiry(InstanceState state) {
    return state instanceof Living living && !InstanceEvolution.ended(living)
        ? living.facts().expiry()
        : null;
  }

  /** The decision on deadlines that have passed. */
  public static Decision checkDeadline(InstanceState state, DecisionContext context) {
    Expiry expiry = expiry(state);
    if (expiry != null && !expiry.next().isAfter(context.now())) {
      return expire((Living) state, expiry, context);
    }
    return state instanceof Living living
        ? checkReplicas(living, context).orElseGet(() -> checkLife(living, context))
        : alreadySo("Nothing is due.");
  }

  private static Decision expire(Living state, Expiry expiry, DecisionContext context) {
    Instant now = context.now();
    PlanId plan = Objects.requireNonNull(state.facts().plan(), "who has an end has a plan");
    if (expiry.at().isAfter(now)) {
      Duration notice = expiry.due(now).orElseThrow();
      return accept(new ExpiryNoticed(plan, expiry.at(), notice));
    }
    List<InstanceEvent> events = new ArrayList<>();
    events.add(new InstanceExpired(plan, expiry.at()));
    events.addAll(
        InstanceDecider.deleted(
            state,
            new InstanceDeleted(
                Cause.of(CauseKind.POLICY), false, now.plus(context.rules().deleteGrace()))));
    return new Decision.Accepted(events);
  }

  /** The decision on the first replica that is due. */
  private static Optional<Decision> checkReplicas(Living state, DecisionContext context) {
    return state.facts().replicas().stream()
        .filter(replica -> isDue(ofReplica(state, replica), context.now()))
        .findFirst()
        .map(replica -> new Decision.Accepted(overdue(state, replica, context)));
  }

  private static List<InstanceEvent> overdue(
      Living state, Replica replica, DecisionContext context) {
    return switch (replica.state()) {
      case Starting starting -> mute(state, replica, starting, context);
      case Stopping stopping -> ReplicaDecider.lost(state, replica, stopping, context.now());
      case BackingOff s -> StartPlanner.start(state.facts(), replica, context);
      case Running s -> List.of(renewal(replica));
      case Fencing s -> List.of(renewal(replica));
      case Absent s -> List.of();
      case Queued s -> List.of();
      case Lost s -> List.of();
    };
  }

  private static InstanceEvent renewal(Replica replica) {
    return new ResourcesRequested(Cause.of(CauseKind.POLICY), replica.index());
  }

  private static List<InstanceEvent> mute(
      Living state, Replica replica, Starting starting, DecisionContext context) {
    Failure failure =
        new Failure(
            FailureKind.NO_REPORT,
            "Expected a report of the start from host %s, but none came."
                .formatted(starting.host()),
            null,
            List.of());
    return ReplicaDecider.othersServe(state, replica)
        ? ReplicaDecider.lost(state, replica, starting, context.now())
        : List.of(ReplicaDecider.failed(state, replica, starting.host(), failure, null, context));
  }

  private static Decision checkLife(Living state, DecisionContext context) {
    Instant now = context.now();
    return switch (state) {
      case Awake awake when awake.status() == InstanceStatus.RUNNING ->
          checkIdle(awake, idle(awake, context.activity()), now);
      case Awake awake
          when awake.status() == InstanceStatus.QUEUED && isDue(QueuePolicy.givesUp(awake), now) ->
          accept(new InstancePassivated(Cause.of(CauseKind.ROOM), QueuePolicy.VERSION, null));
      case Failed failed
          when failed.facts().keptAwake() && !failed.backoff().retryAt().isAfter(now) ->
          InstanceDecider.woken(failed, Cause.of(CauseKind.POLICY), context);
      case Retired retired when retired.settled() && !retired.until().isAfter(now) ->
          accept(
              retired.facts().resources() == null ? new InstanceRemoved() : new RemovalStarted());
      case Living other -> alreadySo("Nothing is due.");
    };
  }

  private static Decision checkIdle(Awake state, IdlePolicy policy, Instant now) {
    return policy
        .due(now)
        .<Decision>map(inputs ->
            accept(new InstancePassivated(Cause.of(CauseKind.POLICY), policy.name(now), inputs)))
        .orElseGet(() -> alreadySo("'%s' is in use.".formatted(state.id())));
  }

  private static boolean isDue(Optional<Instant> time, Instant now) {
    return time.filter(due -> !due.isAfter(now)).isPresent();
  }

  /**
   * Deadline of the host's report. The host ends a slow start itself, but does not count the pull.
   */
  private static Instant reportDue(Living state, Starting starting) {
    return starting
        .since()
        .plus(state.facts().origin().spec().readiness().timeout())
        .plus(RunReplica.LONGEST_PULL)
        .plus(MUTE_AFTER);
  }

  private static Instant stopDue(Living state, Stopping stopping) {
    return stopping.since().plus(state.facts().origin().spec().stopGrace()).plus(MUTE_AFTER);
  }

  /**
   * An instance without resources of its own cannot be fenced, so its host has to confirm the end.
   */
  private static boolean canFence(Living state) {
    return state.facts().resources() != null;
  }

  /** The idle time, which counts from the first replica that became ready. */
  private static IdlePolicy idle(Awake awake, ActivityLedger activity) {
    Instant readyAt =
        awake
            .facts()
            .states(Running.class)
            .map(Running::since)
            .min(Instant::compareTo)
            .orElseThrow();
    Facts facts = awake.facts();
    return new IdlePolicy(facts.passivation(), facts.plan(), readyAt, activity);
  }
}
