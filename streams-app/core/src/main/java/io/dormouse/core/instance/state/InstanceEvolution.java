package io.dormouse.core.instance.state;

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
import io.dormouse.language.cause.Cause;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.instance.InstanceEvent;
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
import io.dormouse.language.instance.RecordedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The state after an event. An event says all that was chosen, so there is no rule here. {@link
 * ReplicaEvolution} has the events of replicas, {@link ResourceEvolution} those of resources.
 */
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
      case ReplicaQueued e -> withFacts(state, ReplicaEvolution.queued(facts, e, now));
      case FencingStarted e -> withFacts(state, ReplicaEvolution.fencing(facts, e, now));
      case ReplicaPlaced e -> withFacts(state, ReplicaEvolution.placed(facts, e, now));
      case ReplicaRefused e -> withFacts(state, ReplicaEvolution.refused(facts, e, now));
      case InstanceStarted e -> new Awake(ReplicaEvolution.started(counted(facts, e), e, now), now);
      case ReplicaRestartOrdered e ->
          withFacts(state, ReplicaEvolution.restartOrdered(facts, e, now));
      case ReplicaFailed e -> withFacts(state, ReplicaEvolution.failed(facts, e, now));
      case InstanceFailed e ->
          new Failed(
              ReplicaEvolution.failed(facts, e, now).enteredAt(now), e.failure(), e.backoff());
      case ReplicaCrashed e -> withFacts(state, ReplicaEvolution.crashed(facts, e, now));
      case ActivityRecorded e -> new Awake(facts, now);
      case InstancePassivated e -> new Asleep(dismissed(facts, e.cause(), now));
      case InstanceStopped e -> new Stopped(dismissed(facts, e.cause(), now));
      case InstanceDeleted e ->
          new Retired(
              dismissed(facts, e.cause(), now),
              e.restorableUntil(),
              e.export(),
              facts.resources() == null);
      case ReplicaStopped e -> withFacts(state, ReplicaEvolution.stopped(facts, e));
      case ReplicaLost e -> withFacts(state, ReplicaEvolution.lost(facts, e, now));
      case ResourceEvent e -> ResourceEvolution.evolve(state, facts, e, now);
      case InstanceRemoved e ->
          new Deleted(
              facts.id(), facts.sequence(), now, facts.generation(), facts.recentCommands());
      case InstanceRestored e -> restored(facts.causedBy(e.cause()).enteredAt(now));
      case ExpiryNoticed e -> withFacts(state, facts.withExpiry(expiry(facts).noticed(e.before())));
      case InstanceExpired e ->
          withFacts(state, facts.withExpiry(e.at() == null ? null : Expiry.ended(e.at())));
      case PlanChanged e -> withFacts(state, facts.onPlan(e.plan(), now));
      case PolicyChanged e ->
          withFacts(state, facts.under(new PolicyInForce(e.passivation(), e.blueprintVersion())));
    };
  }

  /** True if the event can follow the state. */
  private static boolean possible(Living state, InstanceEvent event) {
    return switch (event) {
      case InstanceRequested e -> false;
      case ResourcesProvided e -> state instanceof Requested;
      case DomainAdded e -> !state.facts().domains().contains(e.domain());
      case DomainRemoved e -> state.facts().domains().contains(e.domain());
      case InstanceWoken e -> !(state instanceof Requested || ended(state));
      case ActivityRecorded e -> state instanceof Awake;
      case InstancePassivated e -> state instanceof Awake;
      case InstanceStopped e ->
          !(state instanceof Stopped || state instanceof Requested || ended(state));
      case InstanceDeleted e -> !ended(state);
      case InstanceRestored e -> state instanceof Retired;
      case InstanceRemoved e ->
          state instanceof Removing
              || (state instanceof Retired && state.facts().resources() == null);
      case ExpiryNoticed e -> state.facts().expiry() != null && !ended(state);
      case InstanceExpired e -> state.facts().expiry() != null && !ended(state);
      case PlanChanged e -> !(state instanceof Removing);
      case PolicyChanged e -> !(state instanceof Removing);
      case ReplicaQueued e -> ReplicaEvolution.possible(state, e);
      case FencingStarted e -> ReplicaEvolution.possible(state, e);
      case ReplicaPlaced e -> ReplicaEvolution.possible(state, e);
      case ReplicaRefused e -> ReplicaEvolution.possible(state, e);
      case InstanceStarted e -> ReplicaEvolution.possible(state, e);
      case ReplicaRestartOrdered e -> ReplicaEvolution.possible(state, e);
      case ReplicaFailed e -> ReplicaEvolution.possible(state, e);
      case InstanceFailed e -> ReplicaEvolution.possible(state, e);
      case ReplicaCrashed e -> ReplicaEvolution.possible(state, e);
      case ReplicaStopped e -> ReplicaEvolution.possible(state, e);
      case ReplicaLost e -> ReplicaEvolution.possible(state, e);
      case ResourceEvent e ->
          state.facts().resources() != null
              && ResourceEvolution.possible(state, state.facts().resources(), e);
    };
  }

  /** True if it is deleted. */
  public static boolean ended(Living state) {
    return state instanceof Retired || state instanceof Removing;
  }

  /** An instance of which nothing serves or will is wanted anew. */
  private static Living woken(Living state, Facts facts, Cause cause, Instant now) {
    boolean again = state instanceof Awake && facts.replicas().stream().anyMatch(Replica::isComing);
    return again
        ? withFacts(state, facts.stillWanted(now))
        : new Awake(facts.causedBy(cause).wantedAnew(now).enteredAt(now), null);
  }

  private static Facts dismissed(Facts facts, Cause cause, Instant now) {
    return facts.withReplicas(replica -> replica.dismissed(now)).causedBy(cause).enteredAt(now);
  }

  private static Existing restored(Facts facts) {
    return facts.resources() == null
        ? new Asleep(facts)
        : new Requested(facts.withResources(Resources::restored));
  }

  private static Expiry expiry(Facts facts) {
    return Objects.requireNonNull(facts.expiry(), "possible() has seen it");
  }

  /**
   * Counts the start by the host's clock alone: its command may have waited for the host. A clock
   * that was set back counts for nothing.
   */
  private static Facts counted(Facts facts, InstanceStarted e) {
    Instant accepted = e.phases().accepted();
    Instant ready = e.phases().ready();
    return accepted == null || ready == null || ready.isBefore(accepted)
        ? facts
        : facts.startedIn(Duration.between(accepted, ready));
  }

  static Living withFacts(Living state, Facts facts) {
    return switch (state) {
      case Requested s -> new Requested(facts);
      case Asleep s -> new Asleep(facts);
      case Awake s -> new Awake(facts, s.activityRecordedAt());
      case Stopped s -> new Stopped(facts);
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
