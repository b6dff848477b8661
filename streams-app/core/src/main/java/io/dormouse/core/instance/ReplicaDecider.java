package io.dormouse.core.instance;

import static io.dormouse.core.instance.Decision.accept;
import static io.dormouse.core.instance.Decision.alreadySo;
import static io.dormouse.core.instance.Decision.outdated;

import io.dormouse.core.instance.Decision.Ignored;
import io.dormouse.core.instance.policy.ActivityLedger;
import io.dormouse.core.instance.policy.BackoffPolicy;
import io.dormouse.core.instance.policy.CredentialPolicy;
import io.dormouse.core.instance.policy.StickyPolicy;
import io.dormouse.core.instance.state.InstanceState;
import io.dormouse.core.instance.state.InstanceState.AfterStop;
import io.dormouse.core.instance.state.InstanceState.Living;
import io.dormouse.core.instance.state.InstanceState.Placed;
import io.dormouse.core.instance.state.InstanceState.Running;
import io.dormouse.core.instance.state.InstanceState.Starting;
import io.dormouse.core.instance.state.InstanceState.Stopping;
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
import io.dormouse.language.instance.InstanceEvent;
import io.dormouse.language.instance.InstanceEvent.ActivityRecorded;
import io.dormouse.language.instance.InstanceEvent.InstanceFailed;
import io.dormouse.language.instance.InstanceEvent.InstanceStarted;
import io.dormouse.language.instance.InstanceEvent.ReplicaCrashed;
import io.dormouse.language.instance.InstanceEvent.ReplicaRefused;
import io.dormouse.language.instance.InstanceEvent.ReplicaStopped;
import io.dormouse.language.instance.InstanceEvent.ResourcesRequested;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decisions on hosts' reports and on use; {@link DeadlineDecider} decides on time. */
public final class ReplicaDecider {

  private static final Duration BETWEEN_RECORDS = Duration.ofMinutes(5);
  private static final ReplicaStatus.Stopped UNSEEN = new ReplicaStatus.Stopped(null);

  private ReplicaDecider() {}

  /**
   * Reports of an older generation, or of a host that does not hold the replica, change nothing.
   */
  public static Decision decide(
      InstanceState state, ReplicaReport report, DecisionContext context) {
    if (state instanceof Living living && confirmsEnd(living, report)) {
      return stopped(living, report, UNSEEN, context);
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
      case ReplicaStatus.Failed failed -> ended(placed, report, failed, context);
      case ReplicaStatus.Stopped stopped -> stopped(placed, report, stopped, context);
    };
  }

  private static Decision ended(
      Placed state, ReplicaReport report, ReplicaStatus.Failed failed, DecisionContext context) {
    return switch (state) {
      case Stopping s ->
          stopped(s, report, new ReplicaStatus.Stopped(failed.failure().exitCode()), context);
      case Running s when BackoffPolicy.startsAgainAtOnce(s, context.now()) ->
          crashed(s, failed.failure(), context);
      case Placed s -> accept(failed(s, failed.failure(), failed.phases(), context));
    };
  }

  /** The host has confirmed the end, so nothing has to be fenced. */
  private static Decision crashed(Running state, Failure failure, DecisionContext context) {
    List<InstanceEvent> events = new ArrayList<>();
    events.add(
        new ReplicaCrashed(state.facts().replica(), state.generation(), state.host(), failure));
    events.addAll(
        InstanceDecider.woken(state, Cause.of(CauseKind.POLICY), context.lastHostWithout(state)));
    return new Decision.Accepted(events);
  }

  /** True if the report says that the unconfirmed generation does not run. */
  private static boolean confirmsEnd(Living state, ReplicaReport report) {
    return !(state instanceof Placed)
        && report.status() instanceof ReplicaStatus.Stopped
        && report.replica().equals(state.facts().replica())
        && report.generation() == state.generation()
        && report.host().equals(state.facts().unconfirmed());
  }

  private static Decision ready(Placed state, ReplicaReport report, Ready ready) {
    if (state.recentCommands().contains(report.id())) {
      return new Ignored(
          RejectionReason.DUPLICATE, "The report '%s' came before.".formatted(report.id()));
    }
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
      case Stopping s -> stopped(s, report, UNSEEN, context);
    };
  }

  /** After a stop, a pending wake starts the replica again in the same decision, if possible. */
  private static Decision stopped(
      Living state, ReplicaReport report, ReplicaStatus.Stopped how, DecisionContext context) {
    boolean wanted = state instanceof Stopping stopping && stopping.next() == AfterStop.WOKEN;
    boolean renew = wanted && CredentialPolicy.isDueAtStart(state.facts(), context.now());
    List<InstanceEvent> events = new ArrayList<>();
    if (renew) {
      events.add(new ResourcesRequested(Cause.of(CauseKind.POLICY)));
    }
    events.add(
        new ReplicaStopped(
            report.replica(),
            report.generation(),
            report.host(),
            how.exitCode(),
            how.changedFiles()));
    if (wanted && !renew && !state.facts().mustFence()) {
      StickyPolicy.place(state.facts(), context.lastHost(), context.now()).ifPresent(events::add);
    }
    return new Decision.Accepted(events);
  }

  static InstanceFailed failed(
      Living state, Failure failure, @Nullable StartPhases phases, DecisionContext context) {
    HostId host = state instanceof Placed placed ? placed.host() : null;
    return new InstanceFailed(
        state.facts().replica(),
        state.generation(),
        host,
        failure,
        BackoffPolicy.after(BackoffPolicy.failuresBefore(state, context.now()), context.now()),
        phases);
  }

  /** Records use; the ledger in the context includes this report. */
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
}
