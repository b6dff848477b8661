package io.dormouse.core.instance;

import static io.dormouse.core.instance.Decision.accept;
import static io.dormouse.core.instance.Decision.alreadySo;

import io.dormouse.core.instance.Decision.Ignored;
import io.dormouse.core.instance.policy.ActivityLedger;
import io.dormouse.core.instance.policy.BackoffPolicy;
import io.dormouse.core.instance.policy.QueuePolicy;
import io.dormouse.core.instance.state.Facts;
import io.dormouse.core.instance.state.InstanceState;
import io.dormouse.core.instance.state.InstanceState.Awake;
import io.dormouse.core.instance.state.InstanceState.Living;
import io.dormouse.core.instance.state.InstanceState.Retired;
import io.dormouse.core.instance.state.Replica;
import io.dormouse.core.instance.state.ReplicaState;
import io.dormouse.core.instance.state.ReplicaState.Fencing;
import io.dormouse.core.instance.state.ReplicaState.Lost;
import io.dormouse.core.instance.state.ReplicaState.Placed;
import io.dormouse.core.instance.state.ReplicaState.Running;
import io.dormouse.core.instance.state.ReplicaState.Starting;
import io.dormouse.core.instance.state.ReplicaState.Stopping;
import io.dormouse.language.activity.ActivityReport;
import io.dormouse.language.cause.Cause;
import io.dormouse.language.cause.CauseKind;
import io.dormouse.language.cause.Failure;
import io.dormouse.language.command.RejectionReason;
import io.dormouse.language.host.HostId;
import io.dormouse.language.host.ReplicaReport;
import io.dormouse.language.host.ReplicaStatus;
import io.dormouse.language.host.ReplicaStatus.Ready;
import io.dormouse.language.host.ReplicaStatus.Refused;
import io.dormouse.language.host.StartPhases;
import io.dormouse.language.instance.Backoff;
import io.dormouse.language.instance.InstanceCommand.LoseReplica;
import io.dormouse.language.instance.InstanceEvent;
import io.dormouse.language.instance.InstanceEvent.ActivityRecorded;
import io.dormouse.language.instance.InstanceEvent.FencingStarted;
import io.dormouse.language.instance.InstanceEvent.InstanceFailed;
import io.dormouse.language.instance.InstanceEvent.InstancePassivated;
import io.dormouse.language.instance.InstanceEvent.InstanceStarted;
import io.dormouse.language.instance.InstanceEvent.InstanceWoken;
import io.dormouse.language.instance.InstanceEvent.ReplicaCrashed;
import io.dormouse.language.instance.InstanceEvent.ReplicaFailed;
import io.dormouse.language.instance.InstanceEvent.ReplicaLost;
import io.dormouse.language.instance.InstanceEvent.ReplicaRefused;
import io.dormouse.language.instance.InstanceEvent.ReplicaStopped;
import io.dormouse.language.instance.InstanceEvent.ResourcesRequested;
import io.dormouse.language.instance.ReplicaId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Decisions on hosts' reports and on use; {@link DeadlineDecider} decides on time. */
public final class ReplicaDecider {

  /** Shortest time between two records of use in the log. */
  public static final Duration BETWEEN_RECORDS = Duration.ofMinutes(5);

  private static final ReplicaStatus.Stopped UNSEEN = new ReplicaStatus.Stopped(null);

  private static final InstancePassivated PUT_TO_SLEEP =
      new InstancePassivated(Cause.of(CauseKind.OPERATOR), null, null);

  private ReplicaDecider() {}

  /**
   * Reports of an older generation, or of a host that does not hold the replica, change nothing.
   */
  public static Decision decide(
      InstanceState state, ReplicaReport report, DecisionContext context) {
    if (!(state instanceof Living living)) {
      return outdated(report);
    }
    return living
        .facts()
        .find(report.replica())
        .filter(replica ->
            replica.generation() == report.generation() && report.host().equals(replica.host()))
        .map(replica -> decide(living, replica, report, context))
        .orElseGet(() -> outdated(report));
  }

  private static Decision outdated(ReplicaReport report) {
    return Decision.outdated(
        "Generation %d of %s on %s is not the current one."
            .formatted(report.generation(), report.replica(), report.host()));
  }

  private static Decision decide(
      Living state, Replica replica, ReplicaReport report, DecisionContext context) {
    return switch (report.status()) {
      case Ready ready -> ready(state, replica, report, ready);
      case Refused refused -> refused(state, replica, report, refused.reason(), context);
      case ReplicaStatus.Failed failed -> ended(state, replica, report, failed, context);
      case ReplicaStatus.Stopped stopped -> stopped(state, replica, report, stopped, context);
    };
  }

  private static Decision ready(Living state, Replica replica, ReplicaReport report, Ready ready) {
    if (state.recentCommands().contains(report.id())) {
      return new Ignored(
          RejectionReason.DUPLICATE, "The report '%s' came before.".formatted(report.id()));
    }
    return switch (replica.state()) {
      case Starting s -> accept(started(report, ready));
      case Running s ->
          s.address().equals(ready.address()) && s.port() == ready.port()
              ? alreadySo("'%s' is %s.".formatted(state.id(), InstanceViews.describe(state)))
              : accept(started(report, ready));
      case Stopping s ->
          alreadySo("'%s' is %s.".formatted(state.id(), InstanceViews.describe(state)));
      case ReplicaState s -> outdated(report);
    };
  }

  private static InstanceStarted started(ReplicaReport report, Ready ready) {
    return new InstanceStarted(
        report.replica(),
        report.generation(),
        report.host(),
        ready.address(),
        ready.port(),
        ready.phases());
  }

  private static Decision refused(
      Living state, Replica replica, ReplicaReport report, String reason, DecisionContext context) {
    return switch (replica.state()) {
      case Starting s -> {
        List<InstanceEvent> events = new ArrayList<>();
        events.add(
            new ReplicaRefused(report.replica(), report.generation(), report.host(), reason));
        if (s.queuedSince() == null) {
          events.addAll(waitsFromNow(state, replica, context));
        }
        yield new Decision.Accepted(events);
      }
      case Stopping s -> stopped(state, replica, report, UNSEEN, context);
      case ReplicaState s -> outdated(report);
    };
  }

  private static Decision ended(
      Living state,
      Replica replica,
      ReplicaReport report,
      ReplicaStatus.Failed failed,
      DecisionContext context) {
    return switch (replica.state()) {
      case Stopping s ->
          stopped(
              state,
              replica,
              report,
              new ReplicaStatus.Stopped(failed.failure().exitCode()),
              context);
      case Running s when BackoffPolicy.startsAgainAtOnce(replica, context.now()) ->
          crashed(state, replica, report, failed.failure(), context);
      case Placed s -> {
        List<InstanceEvent> events = new ArrayList<>();
        events.add(
            failed(state, replica, report.host(), failed.failure(), failed.phases(), context));
        if (s instanceof Running && othersServe(state, replica)) {
          events.addAll(waitsFromNow(state, replica, context));
        }
        yield new Decision.Accepted(events);
      }
      case ReplicaState s -> outdated(report);
    };
  }

  /**
   * The wish for an instance that nothing serves from now on, so that its time in the queue does
   * not count from a wake that was answered long ago.
   */
  private static List<InstanceEvent> waitsFromNow(
      Living state, Replica replica, DecisionContext context) {
    return state instanceof Awake awake
            && !others(awake, replica).anyMatch(other -> other.state() instanceof Running)
            && QueuePolicy.records(awake, context.now())
        ? List.of(new InstanceWoken(Cause.of(CauseKind.POLICY)))
        : List.of();
  }

  /** The host has confirmed the end, so nothing has to be fenced. */
  private static Decision crashed(
      Living state,
      Replica replica,
      ReplicaReport report,
      Failure failure,
      DecisionContext context) {
    List<InstanceEvent> events = new ArrayList<>();
    events.add(new ReplicaCrashed(report.replica(), report.generation(), report.host(), failure));
    if (!othersServe(state, replica)) {
      events.add(new InstanceWoken(Cause.of(CauseKind.POLICY)));
    }
    events.addAll(
        StartPlanner.start(
            state.facts(),
            replica.ended(),
            context.without(report.host(), state.facts().origin().spec().memoryBytes())));
    return new Decision.Accepted(events);
  }

  /** The end of a replica, and its next start if it is still wanted. */
  private static Decision stopped(
      Living state,
      Replica replica,
      ReplicaReport report,
      ReplicaStatus.Stopped how,
      DecisionContext context) {
    ReplicaStatus.Stopped seen = replica.state() instanceof Placed ? how : UNSEEN;
    List<InstanceEvent> events = new ArrayList<>();
    events.add(
        new ReplicaStopped(
            report.replica(),
            report.generation(),
            report.host(),
            seen.exitCode(),
            seen.changedFiles()));
    events.addAll(
        switch (state) {
          case Awake awake -> afterStop(awake, replica, context);
          case Retired retired -> afterLastStop(retired, replica);
          case Living other -> List.of();
        });
    return new Decision.Accepted(events);
  }

  /** An instance whose only replica was stopped by somebody at its host goes to sleep. */
  private static List<InstanceEvent> afterStop(
      Awake state, Replica replica, DecisionContext context) {
    return switch (replica.state()) {
      case Fencing s -> List.of();
      case Starting s when !othersServe(state, replica) -> List.of(PUT_TO_SLEEP);
      case Running s when !othersServe(state, replica) -> List.of(PUT_TO_SLEEP);
      case Lost s -> List.of(StartPlanner.queued(state.facts(), replica));
      case ReplicaState s -> StartPlanner.start(state.facts(), replica.ended(), context);
    };
  }

  /** The end of all access to a deleted instance, once no other replica has to stop. */
  private static List<InstanceEvent> afterLastStop(Retired state, Replica replica) {
    Facts facts = state.facts();
    boolean last = replica.state() instanceof Placed && facts.replicasIn(Placed.class).size() == 1;
    Cause cause = facts.lastCause();
    return facts.resources() != null && last
        ? List.of(new ResourcesRequested(cause == null ? Cause.of(CauseKind.POLICY) : cause, null))
        : List.of();
  }

  /**
   * The loss of a replica whose host is silent: it is locked out before its successor starts, if
   * the instance has resources of its own.
   */
  static List<InstanceEvent> lost(Living state, Replica replica, Placed placed, Instant now) {
    ReplicaId id = state.facts().id(replica);
    List<InstanceEvent> events = new ArrayList<>();
    Instant place = state instanceof Awake ? placeAfterLoss(placed, now) : null;
    events.add(new ReplicaLost(id, replica.generation(), placed.host(), place));
    if (state instanceof Awake && state.facts().resources() != null) {
      events.add(new FencingStarted(id, replica.generation(), placed.host()));
    }
    if (state instanceof Retired retired) {
      events.addAll(afterLastStop(retired, replica));
    }
    return events;
  }

  /**
   * The loss of a host. An instance whose last replica served from it goes to sleep, so that nobody
   * has to start all of them at once; one that somebody waits for, or that is kept awake, starts
   * again.
   */
  static Decision lose(Living state, LoseReplica lose, Instant now) {
    return state
        .facts()
        .find(lose.replica())
        .filter(replica ->
            replica.generation() == lose.generation()
                && replica.state() instanceof Placed placed
                && placed.host().equals(lose.host()))
        .<Decision>map(replica -> new Decision.Accepted(lost(state, replica, now)))
        .orElseGet(() ->
            Decision.outdated(
                "Generation %d of %s is not on %s any more."
                    .formatted(lose.generation(), lose.replica(), lose.host())));
  }

  /** One that served queues behind those who wait already; a start keeps its place. */
  private static @Nullable Instant placeAfterLoss(Placed lost, Instant now) {
    return lost instanceof Starting starting ? starting.queuedSince() : now;
  }

  private static List<InstanceEvent> lost(Living state, Replica replica, Instant now) {
    boolean sleeps =
        replica.state() instanceof Running
            && !othersStart(state, replica)
            && !state.facts().keptAwake();
    Placed placed = (Placed) replica.state();
    return sleeps
        ? List.of(
            new ReplicaLost(state.facts().id(replica), replica.generation(), placed.host()),
            new InstancePassivated(Cause.of(CauseKind.HOST_LOST), null, null))
        : lost(state, replica, placed, now);
  }

  /** The failure of one replica, or of the instance if no other one serves or will. */
  static InstanceEvent failed(
      Living state,
      Replica replica,
      HostId host,
      Failure failure,
      @Nullable StartPhases phases,
      DecisionContext context) {
    ReplicaId id = state.facts().id(replica);
    Backoff backoff =
        BackoffPolicy.after(BackoffPolicy.failuresBefore(replica, context.now()), context.now());
    return othersServe(state, replica)
        ? new ReplicaFailed(id, replica.generation(), host, failure, backoff, phases)
        : new InstanceFailed(id, replica.generation(), host, failure, backoff, phases);
  }

  /** True if another replica serves, or will without a further request. */
  static boolean othersServe(Living state, Replica replica) {
    return others(state, replica)
        .anyMatch(other -> other.isComing() || other.state() instanceof Stopping);
  }

  /** True if another replica serves, or a host has it to start. */
  private static boolean othersStart(Living state, Replica replica) {
    return others(state, replica).anyMatch(other -> other.state() instanceof Placed);
  }

  private static Stream<Replica> others(Living state, Replica replica) {
    return state.facts().replicas().stream().filter(other -> other.index() != replica.index());
  }

  /** Records use; the ledger in the context includes this report. */
  public static Decision recordActivity(
      InstanceState state, ActivityReport report, DecisionContext context) {
    boolean used = report.requests() > 0 || report.openConnections() > 0;
    if (state instanceof Awake awake
        && awake.activityRecordedAt() != null
        && used
        && !awake.activityRecordedAt().plus(BETWEEN_RECORDS).isAfter(context.now())) {
      ActivityLedger activity = context.activity();
      return accept(
          new ActivityRecorded(
              activity.lastUse(), activity.requests(), activity.openConnections(context.now())));
    }
    return alreadySo("Activity is recorded every five minutes of use.");
  }
}
