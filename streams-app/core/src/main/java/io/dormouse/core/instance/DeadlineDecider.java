package io.dormouse.core.instance;

import static io.dormouse.core.instance.Decision.accept;
import static io.dormouse.core.instance.Decision.alreadySo;

import io.dormouse.core.instance.policy.ActivityLedger;
import io.dormouse.core.instance.policy.CredentialPolicy;
import io.dormouse.core.instance.policy.IdlePolicy;
import io.dormouse.core.instance.policy.QueuePolicy;
import io.dormouse.core.instance.state.Expiry;
import io.dormouse.core.instance.state.InstanceEvolution;
import io.dormouse.core.instance.state.InstanceState;
import io.dormouse.core.instance.state.InstanceState.AfterStop;
import io.dormouse.core.instance.state.InstanceState.Asleep;
import io.dormouse.core.instance.state.InstanceState.Deleted;
import io.dormouse.core.instance.state.InstanceState.Failed;
import io.dormouse.core.instance.state.InstanceState.Fencing;
import io.dormouse.core.instance.state.InstanceState.Living;
import io.dormouse.core.instance.state.InstanceState.None;
import io.dormouse.core.instance.state.InstanceState.Queued;
import io.dormouse.core.instance.state.InstanceState.Removing;
import io.dormouse.core.instance.state.InstanceState.Requested;
import io.dormouse.core.instance.state.InstanceState.Retired;
import io.dormouse.core.instance.state.InstanceState.Running;
import io.dormouse.core.instance.state.InstanceState.Starting;
import io.dormouse.core.instance.state.InstanceState.Stopped;
import io.dormouse.core.instance.state.InstanceState.Stopping;
import io.dormouse.language.blueprint.PassivationAction;
import io.dormouse.language.cause.Cause;
import io.dormouse.language.cause.CauseKind;
import io.dormouse.language.cause.Failure;
import io.dormouse.language.cause.FailureKind;
import io.dormouse.language.host.HostCommand.RunReplica;
import io.dormouse.language.instance.InstanceEvent.ExpiryNoticed;
import io.dormouse.language.instance.InstanceEvent.InstanceDeleted;
import io.dormouse.language.instance.InstanceEvent.InstanceExpired;
import io.dormouse.language.instance.InstanceEvent.InstancePassivated;
import io.dormouse.language.instance.InstanceEvent.InstanceRemoved;
import io.dormouse.language.instance.InstanceEvent.RemovalStarted;
import io.dormouse.language.instance.InstanceEvent.ReplicaLost;
import io.dormouse.language.instance.InstanceEvent.ResourcesRequested;
import io.dormouse.language.owner.PlanId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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
    return earliest(own(state, activity, now), planned(state));
  }

  private static Optional<Instant> earliest(Optional<Instant> one, Optional<Instant> other) {
    return Stream.concat(one.stream(), other.stream()).min(Instant::compareTo);
  }

  private static Optional<Instant> own(InstanceState state, ActivityLedger activity, Instant now) {
    return switch (state) {
      case Running running ->
          earliest(idle(running, activity).lookAgain(now), CredentialPolicy.due(running));
      case Starting starting -> Optional.of(reportDue(starting));
      case Queued queued -> QueuePolicy.givesUp(queued);
      case Stopping stopping ->
          canFence(stopping) ? Optional.of(stopDue(stopping)) : Optional.empty();
      case Retired retired -> retired.settled() ? Optional.of(retired.until()) : Optional.empty();
      case None s -> Optional.empty();
      case Requested s -> Optional.empty();
      case Asleep s -> Optional.empty();
      case Fencing fencing -> CredentialPolicy.due(fencing);
      case Stopped s -> Optional.empty();
      case Failed failed ->
          keptAwake(failed) ? Optional.of(failed.backoff().retryAt()) : Optional.empty();
      case Removing s -> Optional.empty();
      case Deleted s -> Optional.empty();
    };
  }

  private static Optional<Instant> planned(InstanceState state) {
    return Optional.ofNullable(expiry(state)).map(Expiry::next);
  }

  /** The end of the plan of an instance that is not being deleted. */
  private static @Nullable Expiry expiry(InstanceState state) {
    return state instanceof Living living && !deleted(living) ? living.facts().expiry() : null;
  }

  private static boolean deleted(Living state) {
    return InstanceEvolution.ended(state)
        || (state instanceof Stopping stopping && stopping.next() == AfterStop.DELETED);
  }

  /** The decision on deadlines that have passed. */
  public static Decision checkDeadline(InstanceState state, DecisionContext context) {
    Expiry expiry = expiry(state);
    return expiry == null || expiry.next().isAfter(context.now())
        ? checkOwn(state, context)
        : expire((Living) state, expiry, context);
  }

  private static Decision expire(Living state, Expiry expiry, DecisionContext context) {
    Instant now = context.now();
    PlanId plan = Objects.requireNonNull(state.facts().plan(), "who has an end has a plan");
    if (expiry.at().isAfter(now)) {
      Duration notice = expiry.due(now).orElseThrow();
      return accept(new ExpiryNoticed(plan, expiry.at(), notice));
    }
    return accept(
        new InstanceExpired(plan),
        new InstanceDeleted(
            Cause.of(CauseKind.POLICY), false, now.plus(context.rules().deleteGrace())));
  }

  private static Decision checkOwn(InstanceState state, DecisionContext context) {
    Instant now = context.now();
    return switch (state) {
      case Running running when CredentialPolicy.isDue(running, now) ->
          accept(new ResourcesRequested(Cause.of(CauseKind.POLICY)));
      case Fencing fencing when CredentialPolicy.isDue(fencing, now) ->
          accept(new ResourcesRequested(Cause.of(CauseKind.POLICY)));
      case Running running ->
          idle(running, context.activity())
              .due(now)
              .<Decision>map(inputs ->
                  accept(
                      new InstancePassivated(
                          Cause.of(CauseKind.POLICY), IdlePolicy.VERSION, inputs)))
              .orElseGet(() -> alreadySo("'%s' is in use.".formatted(running.id())));
      case Starting starting when !reportDue(starting).isAfter(now) ->
          accept(ReplicaDecider.failed(starting, mute(starting), null, context));
      case Queued queued when isDue(QueuePolicy.givesUp(queued), now) ->
          accept(new InstancePassivated(Cause.of(CauseKind.ROOM), QueuePolicy.VERSION, null));
      case Failed failed when keptAwake(failed) && !failed.backoff().retryAt().isAfter(now) ->
          new Decision.Accepted(InstanceDecider.woken(failed, Cause.of(CauseKind.POLICY), context));
      case Stopping stopping when canFence(stopping) && !stopDue(stopping).isAfter(now) ->
          accept(
              new ReplicaLost(stopping.facts().replica(), stopping.generation(), stopping.host()));
      case Retired retired when retired.settled() && !retired.until().isAfter(now) ->
          accept(
              retired.facts().resources() == null ? new InstanceRemoved() : new RemovalStarted());
      case InstanceState other -> alreadySo("Nothing is due.");
    };
  }

  private static Failure mute(Starting state) {
    return new Failure(
        FailureKind.NO_REPORT,
        "Expected a report of the start from host %s, but none came.".formatted(state.host()),
        null,
        List.of());
  }

  private static boolean isDue(Optional<Instant> time, Instant now) {
    return time.filter(due -> !due.isAfter(now)).isPresent();
  }

  private static Instant startDue(Starting state) {
    return state.since().plus(state.facts().origin().spec().readiness().timeout());
  }

  /**
   * Deadline of the host's report. The host ends a slow start itself, but does not count the pull.
   */
  private static Instant reportDue(Starting state) {
    return startDue(state).plus(RunReplica.LONGEST_PULL).plus(MUTE_AFTER);
  }

  private static Instant stopDue(Stopping state) {
    return state.since().plus(state.facts().origin().spec().stopGrace()).plus(MUTE_AFTER);
  }

  private static boolean keptAwake(Living state) {
    return state.facts().origin().passivation().action() == PassivationAction.KEEP_AWAKE;
  }

  /**
   * An instance without resources of its own cannot be fenced, so its host has to confirm the end.
   */
  private static boolean canFence(Stopping state) {
    return state.facts().resources() != null;
  }

  private static IdlePolicy idle(Running running, ActivityLedger activity) {
    return new IdlePolicy(running.facts().origin().passivation(), running.readyAt(), activity);
  }
}
