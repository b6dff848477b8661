package io.dormouse.core.whatif;

import io.dormouse.core.instance.ReplicaDecider;
import io.dormouse.core.instance.policy.ActivityLedger;
import io.dormouse.core.instance.policy.IdlePolicy;
import io.dormouse.core.instance.state.Facts;
import io.dormouse.core.instance.state.InstanceEvolution;
import io.dormouse.core.instance.state.InstanceState;
import io.dormouse.core.instance.state.InstanceState.Awake;
import io.dormouse.core.instance.state.InstanceState.Failed;
import io.dormouse.core.instance.state.InstanceState.Living;
import io.dormouse.core.instance.state.ReplicaState.Running;
import io.dormouse.core.whatif.Candidate.Instead;
import io.dormouse.core.whatif.Candidate.Recorded;
import io.dormouse.language.activity.ActivityReport;
import io.dormouse.language.blueprint.PassivationPolicy;
import io.dormouse.language.cause.Cause;
import io.dormouse.language.cause.CauseKind;
import io.dormouse.language.instance.InstanceEvent.InstancePassivated;
import io.dormouse.language.instance.InstanceEvent.InstanceWoken;
import io.dormouse.language.instance.InstanceStatus;
import io.dormouse.language.instance.RecordedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The life of one instance under a policy, from its events and uses. It follows the record as long
 * as it is awake and asleep together with it: it starts as that did, and fails as that did. After
 * the policy decided otherwise it is on its own, and its starts take the usual time, until both are
 * asleep. Commands put it to sleep in any case.
 */
final class InstanceReplay implements Timeline.Listener {

  /** What the policy makes of the instance. */
  private sealed interface Phase {

    /** Not awake. */
    record Resting(Instant since, boolean byFailure) implements Phase {}

    /** Awake together with the record. */
    record Following(Instant since, boolean byRequest, boolean served) implements Phase {}

    /** Awake without the record, or longer. */
    record OnItsOwn(Instant since, Instant readyAt) implements Phase {}
  }

  private final Candidate candidate;
  private final StartTimes starts;
  private final Tally tally;

  private InstanceState recorded = new InstanceState.None();
  private ActivityLedger ledger = ActivityLedger.EMPTY;
  private Phase phase = new Phase.Resting(Instant.MIN, false);
  private @Nullable Instant look;
  private Instant useRecordedAt = Instant.MIN;

  InstanceReplay(Candidate candidate, StartTimes starts, Tally tally) {
    this.candidate = candidate;
    this.starts = starts;
    this.tally = tally;
  }

  @Override
  public void happened(RecordedEvent event) {
    advance(event.time());
    InstanceState before = recorded;
    recorded = InstanceEvolution.evolve(before, event);
    boolean was = before instanceof Awake;
    boolean is = recorded instanceof Awake;
    if (!was && is && event.event() instanceof InstanceWoken(Cause cause)) {
      woken(cause, event.time());
    } else if (was && !is) {
      ended((Awake) before, event);
    }
    served(event.time());
    arm(event.time());
  }

  @Override
  public void used(Instant at, ActivityReport report) {
    advance(at);
    ledger = ledger.with(report, at);
    if (report.requests() == 0 && report.openConnections() == 0) {
      return;
    }
    Instant use = at.minus(report.idleFor());
    if (phase instanceof Phase.Resting resting
        && recorded instanceof Awake
        && use.isAfter(resting.since())) {
      wakeAlone(use);
    } else if (!useRecordedAt.plus(ReplicaDecider.BETWEEN_RECORDS).isAfter(at)) {
      useRecordedAt = at;
      arm(at);
    }
  }

  /** Goes on to the end of the period, and counts what is awake then. */
  void end(Instant time) {
    advance(time);
    rest(time, false);
  }

  private void woken(Cause cause, Instant now) {
    switch (phase) {
      case Phase.Resting resting when cause.kind() != CauseKind.POLICY || resting.byFailure() -> {
        phase = new Phase.Following(now, cause.kind() == CauseKind.REQUEST, false);
        tally.woken(now, facts());
      }
      case Phase.Resting resting -> {}
      case Phase.Following following -> {}
      case Phase.OnItsOwn alone ->
          ledger =
              new ActivityLedger(later(ledger.lastUse(), now), ledger.requests(), ledger.edges());
    }
  }

  private void wakeAlone(Instant use) {
    Duration wait = starts.expected(facts());
    phase = new Phase.OnItsOwn(use, use.plus(wait));
    tally.woken(use, facts());
    tally.waited(use, wait, facts());
    useRecordedAt = use.plus(wait);
    arm(use.plus(wait));
  }

  /** The end of the recorded time awake. */
  private void ended(Awake before, RecordedEvent event) {
    boolean byPolicy =
        event.event() instanceof InstancePassivated passivated && passivated.inputs() != null;
    boolean forWantOfRoom =
        event.event() instanceof InstancePassivated passivated
            && passivated.cause().kind() == CauseKind.ROOM;
    switch (phase) {
      case Phase.Resting resting -> {}
      case Phase.Following following when byPolicy && !(candidate instanceof Recorded) ->
          readyAt(before).ifPresent(ready -> phase = new Phase.OnItsOwn(following.since(), ready));
      case Phase.Following following -> {
        if (byPolicy) {
          tally.passivated(event.time(), facts());
        }
        rest(event.time(), recorded instanceof Failed);
      }
      case Phase.OnItsOwn alone -> {
        if (!byPolicy && !forWantOfRoom) {
          rest(event.time(), recorded instanceof Failed);
        }
      }
    }
  }

  /** Counts the wait for the first replica that serves. */
  private void served(Instant now) {
    if (phase instanceof Phase.Following(var since, var byRequest, var served)
        && !served
        && running()) {
      phase = new Phase.Following(since, byRequest, true);
      useRecordedAt = now;
      if (byRequest) {
        tally.waited(since, Duration.between(since, now), facts());
      }
    }
  }

  /** Decides at all times up to this one at which the brain would look. */
  private void advance(Instant time) {
    while (look != null && !look.isAfter(time)) {
      Instant now = look;
      Optional<IdlePolicy> policy = policy();
      if (policy.isEmpty()) {
        look = null;
      } else if (policy.get().due(now).isPresent()) {
        tally.passivated(now, facts());
        rest(now, false);
      } else {
        arm(now);
      }
    }
  }

  private void arm(Instant now) {
    look = policy().flatMap(policy -> policy.lookAgain(now)).orElse(null);
  }

  private void rest(Instant now, boolean byFailure) {
    Instant since =
        switch (phase) {
          case Phase.Following following -> following.since();
          case Phase.OnItsOwn alone -> alone.since();
          case Phase.Resting resting -> null;
        };
    if (since != null) {
      tally.awake(since, now, facts());
      phase = new Phase.Resting(now, byFailure);
    }
    look = null;
  }

  /** The rule, while the instance serves. */
  private Optional<IdlePolicy> policy() {
    if (candidate instanceof Recorded) {
      return Optional.empty();
    }
    return switch (phase) {
      case Phase.Resting resting -> Optional.empty();
      case Phase.Following following when running() -> readyAt((Awake) recorded).map(this::policy);
      case Phase.Following following -> Optional.empty();
      case Phase.OnItsOwn alone -> Optional.of(policy(alone.readyAt()));
    };
  }

  private IdlePolicy policy(Instant readyAt) {
    Facts facts = facts();
    PassivationPolicy policy =
        candidate instanceof Instead(var instead) ? instead : facts.passivation();
    return new IdlePolicy(policy, facts.plan(), readyAt, ledger);
  }

  private boolean running() {
    return recorded instanceof Awake awake && awake.status() == InstanceStatus.RUNNING;
  }

  private Facts facts() {
    return ((Living) recorded).facts();
  }

  private static Optional<Instant> readyAt(Awake state) {
    return state.facts().states(Running.class).map(Running::since).min(Instant::compareTo);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
