package io.dormouse.core.instance.state;

import io.dormouse.core.instance.state.InstanceState.AfterStop;
import io.dormouse.core.instance.state.InstanceState.Asleep;
import io.dormouse.core.instance.state.InstanceState.Deleted;
import io.dormouse.core.instance.state.InstanceState.Existing;
import io.dormouse.core.instance.state.InstanceState.Failed;
import io.dormouse.core.instance.state.InstanceState.Fencing;
import io.dormouse.core.instance.state.InstanceState.Living;
import io.dormouse.core.instance.state.InstanceState.None;
import io.dormouse.core.instance.state.InstanceState.Placed;
import io.dormouse.core.instance.state.InstanceState.Queued;
import io.dormouse.core.instance.state.InstanceState.Removing;
import io.dormouse.core.instance.state.InstanceState.Requested;
import io.dormouse.core.instance.state.InstanceState.Retired;
import io.dormouse.core.instance.state.InstanceState.Retirement;
import io.dormouse.core.instance.state.InstanceState.Running;
import io.dormouse.core.instance.state.InstanceState.Starting;
import io.dormouse.core.instance.state.InstanceState.Stopped;
import io.dormouse.core.instance.state.InstanceState.Stopping;
import io.dormouse.language.cause.Cause;
import io.dormouse.language.cause.FailureKind;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.host.HostId;
import io.dormouse.language.instance.InstanceEvent;
import io.dormouse.language.instance.InstanceEvent.ActivityRecorded;
import io.dormouse.language.instance.InstanceEvent.DomainAdded;
import io.dormouse.language.instance.InstanceEvent.DomainRemoved;
import io.dormouse.language.instance.InstanceEvent.ExpiryNoticed;
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
import io.dormouse.language.instance.InstanceEvent.ReplicaCrashed;
import io.dormouse.language.instance.InstanceEvent.ReplicaLost;
import io.dormouse.language.instance.InstanceEvent.ReplicaPlaced;
import io.dormouse.language.instance.InstanceEvent.ReplicaRefused;
import io.dormouse.language.instance.InstanceEvent.ReplicaStopped;
import io.dormouse.language.instance.InstanceEvent.ResourceEvent;
import io.dormouse.language.instance.InstanceEvent.ResourcesProvided;
import io.dormouse.language.instance.RecordedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The state after an event: without rules or clock. */
public final class InstanceEvolution {

  private InstanceEvolution() {}

  /**
   * Throws {@link IllegalStateException} if the event cannot follow the state: the log is broken.
   */
  public static Existing evolve(InstanceState state, RecordedEvent event) {
    return switch (state) {
      case None() -> created(event, null);
      case Deleted deleted -> created(event, deleted);
      case Living living -> evolve(living, living.facts().following(event), event);
    };
  }

  private static Existing created(RecordedEvent event, @Nullable Deleted before) {
    if (event.event() instanceof InstanceRequested origin) {
      return new Requested(Facts.first(event, origin, before));
    }
    throw impossible("no instance", event);
  }

  private static Existing evolve(Living state, Facts facts, RecordedEvent event) {
    if (!possible(state, event.event())) {
      throw impossible(state.status().name(), event);
    }
    Instant now = event.time();
    return switch (event.event()) {
      case InstanceRequested e -> throw impossible(state.status().name(), event);
      case ResourcesProvided e -> new Asleep(facts.enteredAt(now));
      case DomainAdded e -> withFacts(state, facts.withDomains(added(facts.domains(), e.domain())));
      case DomainRemoved e ->
          withFacts(state, facts.withDomains(removed(facts.domains(), e.domain())));
      case InstanceWoken e -> woken(state, facts, e.cause(), now);
      case ReplicaPlaced e ->
          new Starting(facts.placedOn(e.host(), e.generation()).enteredAt(now), e.host());
      case ReplicaRefused e -> new Queued(facts.queuedAt(now), Set.of(e.host()));
      case InstanceStarted e -> started(facts, e, now);
      case InstanceFailed e -> failed(facts.enteredAt(now), e);
      case ReplicaCrashed e -> new Asleep(facts.crashed(now).enteredAt(now));
      case ActivityRecorded e -> recorded((Running) state, facts, now);
      case InstancePassivated e -> ended(state, ending(facts, e.cause()), AfterStop.ASLEEP, now);
      case InstanceStopped e -> ended(state, ending(facts, e.cause()), AfterStop.STOPPED, now);
      case InstanceDeleted e -> deleted(state, ending(facts, e.cause()), e, now);
      case ReplicaStopped e -> stopped(state, facts.stoppedWith(e.changedFiles()), now);
      case ReplicaLost e -> lost((Stopping) state, facts.unconfirmedOn(e.host()), now);
      case ResourceEvent e -> ResourceEvolution.evolve(state, facts, e, now);
      case InstanceRemoved e -> gone(facts, now);
      case InstanceRestored e -> restored(facts.causedBy(e.cause()).enteredAt(now));
      case ExpiryNoticed e -> withFacts(state, facts.withExpiry(expiry(facts).noticed(e.before())));
      case InstanceExpired e -> withFacts(state, facts.withExpiry(null));
      case PlanChanged e -> withFacts(state, facts.onPlan(e.plan(), now));
    };
  }

  /** True if the event can follow the state; generations only grow. */
  private static boolean possible(Living state, InstanceEvent event) {
    long generation = state.facts().generation();
    return switch (event) {
      case InstanceRequested e -> false;
      case ResourcesProvided e -> state instanceof Requested;
      case DomainAdded e -> !state.facts().domains().contains(e.domain());
      case DomainRemoved e -> state.facts().domains().contains(e.domain());
      case InstanceWoken e ->
          state instanceof Asleep
              || state instanceof Stopped
              || state instanceof Failed
              || state instanceof Queued
              || (state instanceof Stopping s
                  && (s.next() == AfterStop.ASLEEP || s.next() == AfterStop.STOPPED));
      case ReplicaPlaced e -> state instanceof Queued && e.generation() == generation + 1;
      case ReplicaRefused e -> state instanceof Starting && e.generation() == generation;
      case InstanceStarted e ->
          (state instanceof Starting || state instanceof Running) && e.generation() == generation;
      case InstanceFailed e ->
          (state instanceof Queued || state instanceof Starting || state instanceof Running)
              && e.generation() == generation;
      case ReplicaCrashed e ->
          state instanceof Running running
              && running.host().equals(e.host())
              && e.generation() == generation;
      case ActivityRecorded e -> state instanceof Running;
      case InstancePassivated e ->
          state instanceof Stopping s
              ? s.next() == AfterStop.WOKEN
              : state instanceof Queued || state instanceof Fencing || state instanceof Placed;
      case InstanceStopped e ->
          state instanceof Stopping s
              ? s.next() == AfterStop.ASLEEP || s.next() == AfterStop.WOKEN
              : !(state instanceof Stopped || state instanceof Requested || ended(state));
      case InstanceDeleted e ->
          !(state instanceof Stopping s && s.next() == AfterStop.DELETED) && !ended(state);
      case ReplicaStopped e ->
          (state instanceof Placed || e.host().equals(state.facts().unconfirmed()))
              && e.generation() == generation;
      case ReplicaLost e ->
          state instanceof Stopping s
              && s.host().equals(e.host())
              && state.facts().resources() != null
              && e.generation() == generation;
      case InstanceRestored e -> state instanceof Retired;
      case InstanceRemoved e ->
          state instanceof Removing
              || (state instanceof Retired && state.facts().resources() == null);
      case ExpiryNoticed e -> state.facts().expiry() != null && !ended(state);
      case InstanceExpired e -> state.facts().expiry() != null && !ended(state);
      case PlanChanged e -> !(state instanceof Removing);
      case ResourceEvent e ->
          state.facts().resources() != null
              && ResourceEvolution.possible(state, state.facts().resources(), e);
    };
  }

  /** True if it is deleted and nothing of it can run. */
  public static boolean ended(Living state) {
    return state instanceof Retired || state instanceof Removing;
  }

  private static Facts ending(Facts facts, Cause cause) {
    return facts.causedBy(cause).withFailuresInRow(0);
  }

  private static Existing woken(Living state, Facts before, Cause cause, Instant now) {
    if (state instanceof Queued queued) {
      return new Queued(before.stillWanted(now), queued.excluded());
    }
    Facts facts = before.causedBy(cause).wantedAnew(now);
    return switch (state) {
      case Stopping stopping -> new Stopping(facts, stopping.host(), AfterStop.WOKEN, null);
      case Failed failed -> afterFailure(facts, AfterStop.WOKEN, null, now);
      case Living s -> become(AfterStop.WOKEN, null, facts, now);
    };
  }

  /**
   * If a silent host may still run it and it cannot be fenced, its end has to be confirmed first.
   */
  private static Existing afterFailure(
      Facts facts, AfterStop next, @Nullable Retirement retirement, Instant now) {
    HostId host = facts.unconfirmed();
    return host == null || facts.resources() != null
        ? become(next, retirement, facts, now)
        : new Stopping(facts.enteredAt(now), host, next, retirement);
  }

  private static Failed failed(Facts facts, InstanceFailed e) {
    boolean mute = e.failure().kind() == FailureKind.NO_REPORT;
    return new Failed(
        facts.withFailuresInRow(e.backoff().attempt()).unconfirmedOn(mute ? e.host() : null),
        e.failure(),
        e.backoff());
  }

  private static Existing stopped(Living state, Facts facts, Instant now) {
    return switch (state) {
      case Stopping stopping ->
          become(stopping.next(), stopping.retirement(), facts.unconfirmedOn(null), now);
      case Failed failed -> new Failed(facts.withoutHost(), failed.failure(), failed.backoff());
      case Placed s -> become(AfterStop.ASLEEP, null, facts, now);
      case Living s -> withFacts(s, facts.unconfirmedOn(null));
    };
  }

  private static Existing lost(Stopping state, Facts facts, Instant now) {
    return become(state.next(), state.retirement(), facts, now);
  }

  private static Existing restored(Facts facts) {
    return facts.resources() == null
        ? new Asleep(facts)
        : new Requested(facts.withResources(Resources::asked));
  }

  private static Expiry expiry(Facts facts) {
    return Objects.requireNonNull(facts.expiry(), "possible() has seen it");
  }

  private static Running started(Facts facts, InstanceStarted e, Instant now) {
    Instant ready = e.phases().ready();
    Facts counted =
        ready == null ? facts : facts.startedIn(Duration.between(e.phases().commanded(), ready));
    return new Running(counted.enteredAt(now), e.host(), e.address(), e.port(), now, now);
  }

  private static Running recorded(Running s, Facts facts, Instant now) {
    return new Running(facts, s.host(), s.address(), s.port(), s.readyAt(), now);
  }

  /** Ends at once without a replica, else by stopping. */
  private static Existing ended(Living state, Facts facts, AfterStop next, Instant now) {
    return ended(state, facts, next, null, now);
  }

  private static Existing ended(
      Living state, Facts facts, AfterStop next, @Nullable Retirement retirement, Instant now) {
    return switch (state) {
      case Stopping s -> new Stopping(facts, s.host(), next, retirement);
      case Starting s -> new Stopping(facts.enteredAt(now), s.host(), next, retirement);
      case Running s -> new Stopping(facts.enteredAt(now), s.host(), next, retirement);
      case Failed s -> afterFailure(facts, next, retirement, now);
      case Living s -> become(next, retirement, facts, now);
    };
  }

  private static Existing deleted(Living state, Facts facts, InstanceDeleted e, Instant now) {
    Instant until = e.restorableUntil();
    Retirement retirement = until == null ? null : new Retirement(until, e.export());
    return ended(state, facts, AfterStop.DELETED, retirement, now);
  }

  private static Existing become(
      AfterStop next, @Nullable Retirement retirement, Facts facts, Instant now) {
    Facts entered = facts.enteredAt(now);
    return switch (next) {
      case ASLEEP -> new Asleep(entered);
      case WOKEN ->
          entered.mustFence()
              ? new Fencing(entered.withResources(Resources::asked))
              : new Queued(facts.stillWanted(now).queuedAt(now), Set.of());
      case STOPPED -> new Stopped(entered);
      case DELETED -> retirement == null ? gone(facts, now) : retired(entered, retirement);
    };
  }

  private static Retired retired(Facts facts, Retirement retirement) {
    return new Retired(
        facts.withResources(Resources::asked),
        retirement.until(),
        retirement.export(),
        facts.resources() == null);
  }

  private static Deleted gone(Facts facts, Instant now) {
    return new Deleted(
        facts.id(), facts.sequence(), now, facts.generation(), facts.recentCommands());
  }

  static Living withFacts(Living state, Facts facts) {
    return switch (state) {
      case Requested s -> new Requested(facts);
      case Asleep s -> new Asleep(facts);
      case Queued s -> new Queued(facts, s.excluded());
      case Starting s -> new Starting(facts, s.host());
      case Running s ->
          new Running(facts, s.host(), s.address(), s.port(), s.readyAt(), s.activityRecordedAt());
      case Stopping s -> new Stopping(facts, s.host(), s.next(), s.retirement());
      case Stopped s -> new Stopped(facts);
      case Fencing s -> new Fencing(facts);
      case Retired s -> new Retired(facts, s.until(), s.export(), s.revoked());
      case Removing s -> new Removing(facts);
      case Failed s -> new Failed(facts, s.failure(), s.backoff());
    };
  }

  private static List<DomainName> added(List<DomainName> domains, DomainName domain) {
    return Stream.concat(domains.stream(), Stream.of(domain)).toList();
  }

  private static List<DomainName> removed(List<DomainName> domains, DomainName domain) {
    return domains.stream().filter(d -> !d.equals(domain)).toList();
  }

  private static IllegalStateException impossible(String state, RecordedEvent event) {
    InstanceEvent what = event.event();
    return new IllegalStateException(
        "Expected no %s of %s in the state %s (event %s)."
            .formatted(what.getClass().getSimpleName(), event.instance(), state, event.id()));
  }
}
