package io.dormouse.streams.instance;

import static io.dormouse.streams.instance.Decision.accept;
import static io.dormouse.streams.instance.Decision.alreadySo;
import static io.dormouse.streams.instance.Decision.outdated;

import io.dormouse.schemas.activity.ActivityReport;
import io.dormouse.schemas.host.HostId;
import io.dormouse.schemas.host.ReplicaReport;
import io.dormouse.schemas.host.ReplicaStatus;
import io.dormouse.schemas.host.ReplicaStatus.Ready;
import io.dormouse.schemas.host.ReplicaStatus.Refused;
import io.dormouse.schemas.host.StartPhases;
import io.dormouse.schemas.instance.Cause;
import io.dormouse.schemas.instance.CauseKind;
import io.dormouse.schemas.instance.Failure;
import io.dormouse.schemas.instance.FailureKind;
import io.dormouse.schemas.instance.InstanceEvent;
import io.dormouse.schemas.instance.InstanceEvent.ActivityRecorded;
import io.dormouse.schemas.instance.InstanceEvent.InstanceFailed;
import io.dormouse.schemas.instance.InstanceEvent.InstancePassivated;
import io.dormouse.schemas.instance.InstanceEvent.InstanceStarted;
import io.dormouse.schemas.instance.InstanceEvent.ReplicaRefused;
import io.dormouse.schemas.instance.InstanceEvent.ReplicaStopped;
import io.dormouse.streams.instance.InstanceState.AfterStop;
import io.dormouse.streams.instance.InstanceState.Living;
import io.dormouse.streams.instance.InstanceState.Placed;
import io.dormouse.streams.instance.InstanceState.Queued;
import io.dormouse.streams.instance.InstanceState.Running;
import io.dormouse.streams.instance.InstanceState.Starting;
import io.dormouse.streams.instance.InstanceState.Stopping;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What comes of a host's report, of use, and of time that passes. */
public final class ReplicaDecider {

  /**
   * How much longer than the replica's own time-out a start may take before the host is taken for
   * mute.
   */
  private static final Duration MUTE_AFTER = Duration.ofSeconds(30);

  private static final Duration BETWEEN_RECORDS = Duration.ofMinutes(5);

  private ReplicaDecider() {}

  /**
   * Reports of an older generation, or of a host that does not hold the replica, change nothing.
   */
  public static Decision decide(
      InstanceState state, ReplicaReport report, DecisionContext context) {
    if (state instanceof InstanceState.Failed failed && confirmsEnd(failed, report)) {
      return stopped(failed, report, null, context);
    }
    if (!(state instanceof Placed placed)
        || !placed.facts().replica().equals(report.replica())
        || placed.generation() != report.generation()
        || !placed.host().equals(report.host())) {
      return outdated(
          "Generation %d of %s on %s is not the current one."
              .formatted(report.generation(), report.replica(), report.host()));
    }
    return switch (report.status()) {
      case Ready ready -> ready(placed, report, ready);
      case Refused refused -> refused(placed, report, refused.reason(), context);
      case ReplicaStatus.Failed failed ->
          placed instanceof Stopping stopping
              ? stopped(stopping, report, failed.failure().exitCode(), context)
              : accept(failed(placed, failed.failure(), failed.phases(), context));
      case ReplicaStatus.Stopped stopped -> stopped(placed, report, stopped.exitCode(), context);
    };
  }

  private static boolean confirmsEnd(InstanceState.Failed state, ReplicaReport report) {
    return report.status() instanceof ReplicaStatus.Stopped
        && report.replica().equals(state.facts().replica())
        && report.generation() == state.generation()
        && state.unconfirmed().filter(report.host()::equals).isPresent();
  }

  private static Decision ready(Placed state, ReplicaReport report, Ready ready) {
    boolean known =
        state instanceof Running running
            && running.address().equals(ready.address())
            && running.port() == ready.port();
    return known || state instanceof Stopping
        ? alreadySo("'%s' is %s.".formatted(state.id(), InstanceViews.describe(state)))
        : accept(
            new InstanceStarted(
                report.replica(),
                report.generation(),
                report.host(),
                ready.address(),
                ready.port(),
                ready.phases()));
  }

  private static Decision refused(
      Placed state, ReplicaReport report, String reason, DecisionContext context) {
    return switch (state) {
      case Starting s ->
          accept(new ReplicaRefused(report.replica(), report.generation(), report.host(), reason));
      case Running s -> outdated("'%s' runs there by now.".formatted(state.id()));
      case Stopping s -> stopped(s, report, null, context);
    };
  }

  /**
   * After a stop with a wake behind it, the same decision places it anew where that is possible.
   */
  private static Decision stopped(
      Living state, ReplicaReport report, @Nullable Integer exitCode, DecisionContext context) {
    List<InstanceEvent> events = new ArrayList<>();
    events.add(new ReplicaStopped(report.replica(), report.generation(), report.host(), exitCode));
    if (state instanceof Stopping stopping && stopping.next() == AfterStop.WOKEN) {
      StickyPolicy.place(state.facts(), context.lastHost(), context.now()).ifPresent(events::add);
    }
    return new Decision.Accepted(events);
  }

  private static InstanceFailed failed(
      Living state, Failure failure, @Nullable StartPhases phases, DecisionContext context) {
    boolean didWell =
        state instanceof Running running
            && !running.readyAt().plus(BackoffPolicy.DID_WELL).isAfter(context.now());
    int before = didWell ? 0 : state.facts().failuresInRow();
    HostId host = state instanceof Placed placed ? placed.host() : null;
    return new InstanceFailed(
        state.facts().replica(),
        state.generation(),
        host,
        failure,
        BackoffPolicy.after(before, context.now()),
        phases);
  }

  /** The ledger in the context has this report already. */
  public static Decision recordActivity(
      InstanceState state, ActivityReport report, DecisionContext context) {
    boolean used = report.requests() > 0 || report.openConnections() > 0;
    if (state instanceof Running running
        && used
        && !running.activityRecordedAt().plus(BETWEEN_RECORDS).isAfter(context.now())) {
      ActivityLedger activity = context.activity();
      return accept(
          new ActivityRecorded(
              activity.lastUse(), activity.requests(), activity.openConnections(context.now())));
    }
    return alreadySo("Activity is recorded every five minutes of use.");
  }

  /** What time alone brings about. */
  public static Decision checkDeadline(InstanceState state, DecisionContext context) {
    Instant now = context.now();
    return switch (state) {
      case Running running ->
          idle(running, context.activity())
              .due(now)
              .<Decision>map(inputs ->
                  accept(
                      new InstancePassivated(
                          Cause.of(CauseKind.POLICY), IdlePolicy.VERSION, inputs)))
              .orElseGet(() -> alreadySo("'%s' is in use.".formatted(running.id())));
      case Starting starting when !startDue(starting).plus(MUTE_AFTER).isAfter(now) ->
          overdue(
              starting,
              FailureKind.NO_REPORT,
              "Expected a report of the start from host %s, but none came."
                  .formatted(starting.host()),
              context);
      case Queued queued when !startDue(queued).isAfter(now) ->
          overdue(
              queued,
              FailureKind.NOT_PLACED,
              "Expected a host with room, but there was none.",
              context);
      case InstanceState other -> alreadySo("Nothing is due.");
    };
  }

  private static Decision overdue(
      Living state, FailureKind kind, String message, DecisionContext context) {
    return accept(failed(state, new Failure(kind, message, null, List.of()), null, context));
  }

  /** When to look again, if nothing happens before. */
  public static Optional<Instant> deadline(
      InstanceState state, ActivityLedger activity, Instant now) {
    return switch (state) {
      case Running running -> idle(running, activity).lookAgain(now);
      case Starting starting -> Optional.of(startDue(starting).plus(MUTE_AFTER));
      case Queued queued -> Optional.of(startDue(queued));
      case InstanceState.None s -> Optional.empty();
      case InstanceState.Requested s -> Optional.empty();
      case InstanceState.Asleep s -> Optional.empty();
      case Stopping s -> Optional.empty();
      case InstanceState.Stopped s -> Optional.empty();
      case InstanceState.Failed s -> Optional.empty();
      case InstanceState.Deleted s -> Optional.empty();
    };
  }

  private static Instant startDue(Living state) {
    return state.since().plus(state.facts().origin().spec().readiness().timeout());
  }

  private static IdlePolicy idle(Running running, ActivityLedger activity) {
    return new IdlePolicy(running.facts().origin().passivation(), running.readyAt(), activity);
  }
}
