package io.dormouse.streams.instance;

import io.dormouse.schemas.domain.DomainName;
import io.dormouse.schemas.instance.Cause;
import io.dormouse.schemas.instance.InstanceEvent;
import io.dormouse.schemas.instance.InstanceEvent.ActivityRecorded;
import io.dormouse.schemas.instance.InstanceEvent.DomainAdded;
import io.dormouse.schemas.instance.InstanceEvent.DomainRemoved;
import io.dormouse.schemas.instance.InstanceEvent.InstanceDeleted;
import io.dormouse.schemas.instance.InstanceEvent.InstanceFailed;
import io.dormouse.schemas.instance.InstanceEvent.InstancePassivated;
import io.dormouse.schemas.instance.InstanceEvent.InstanceRequested;
import io.dormouse.schemas.instance.InstanceEvent.InstanceStarted;
import io.dormouse.schemas.instance.InstanceEvent.InstanceStopped;
import io.dormouse.schemas.instance.InstanceEvent.InstanceWoken;
import io.dormouse.schemas.instance.InstanceEvent.ReplicaPlaced;
import io.dormouse.schemas.instance.InstanceEvent.ReplicaRefused;
import io.dormouse.schemas.instance.InstanceEvent.ReplicaStopped;
import io.dormouse.schemas.instance.InstanceEvent.ResourcesProvided;
import io.dormouse.schemas.instance.RecordedEvent;
import io.dormouse.streams.instance.InstanceState.AfterStop;
import io.dormouse.streams.instance.InstanceState.Asleep;
import io.dormouse.streams.instance.InstanceState.Deleted;
import io.dormouse.streams.instance.InstanceState.Existing;
import io.dormouse.streams.instance.InstanceState.Failed;
import io.dormouse.streams.instance.InstanceState.Living;
import io.dormouse.streams.instance.InstanceState.None;
import io.dormouse.streams.instance.InstanceState.Placed;
import io.dormouse.streams.instance.InstanceState.Queued;
import io.dormouse.streams.instance.InstanceState.Requested;
import io.dormouse.streams.instance.InstanceState.Running;
import io.dormouse.streams.instance.InstanceState.Starting;
import io.dormouse.streams.instance.InstanceState.Stopped;
import io.dormouse.streams.instance.InstanceState.Stopping;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The state after an event: every event, no rules, no clock. */
public final class InstanceEvolution {

  private InstanceEvolution() {}

  /**
   * Throws {@link IllegalStateException} if the event cannot follow on the state: the log is broken
   * then.
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
      case InstanceWoken e -> woken(state, facts.causedBy(e.cause()), now);
      case ReplicaPlaced e ->
          new Starting(facts.placedOn(e.host(), e.generation()).enteredAt(now), e.host());
      case ReplicaRefused e -> new Queued(facts.enteredAt(now), Set.of(e.host()));
      case InstanceStarted e -> started(facts, e, now);
      case InstanceFailed e ->
          new Failed(
              facts.withFailuresInRow(e.backoff().attempt()).enteredAt(now),
              e.failure(),
              e.backoff());
      case ActivityRecorded e -> recorded((Running) state, facts, now);
      case InstancePassivated e -> ended(state, ending(facts, e.cause()), AfterStop.ASLEEP, now);
      case InstanceStopped e -> ended(state, ending(facts, e.cause()), AfterStop.STOPPED, now);
      case InstanceDeleted e -> ended(state, ending(facts, e.cause()), AfterStop.DELETED, now);
      case ReplicaStopped e -> stopped(state, facts, now);
    };
  }

  /** Which event can follow on which state; generations only grow. */
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
              || (state instanceof Stopping s
                  && (s.next() == AfterStop.ASLEEP || s.next() == AfterStop.STOPPED));
      case ReplicaPlaced e -> state instanceof Queued && e.generation() == generation + 1;
      case ReplicaRefused e -> state instanceof Starting && e.generation() == generation;
      case InstanceStarted e ->
          (state instanceof Starting || state instanceof Running) && e.generation() == generation;
      case InstanceFailed e ->
          (state instanceof Queued || state instanceof Starting || state instanceof Running)
              && e.generation() == generation;
      case ActivityRecorded e -> state instanceof Running;
      case InstancePassivated e ->
          state instanceof Stopping s
              ? s.next() == AfterStop.WOKEN
              : state instanceof Queued || state instanceof Placed;
      case InstanceStopped e ->
          state instanceof Stopping s
              ? s.next() == AfterStop.ASLEEP || s.next() == AfterStop.WOKEN
              : !(state instanceof Stopped || state instanceof Requested);
      case InstanceDeleted e -> !(state instanceof Stopping s && s.next() == AfterStop.DELETED);
      case ReplicaStopped e ->
          (state instanceof Placed || (state instanceof Failed f && f.unconfirmed().isPresent()))
              && e.generation() == generation;
    };
  }

  private static Facts ending(Facts facts, Cause cause) {
    return facts.causedBy(cause).withFailuresInRow(0);
  }

  private static Existing woken(Living state, Facts facts, Instant now) {
    return switch (state) {
      case Stopping stopping -> new Stopping(facts, stopping.host(), AfterStop.WOKEN);
      case Failed failed -> afterFailure(failed, facts, AfterStop.WOKEN, now);
      case Living s -> become(AfterStop.WOKEN, facts, now);
    };
  }

  /** Where a mute host may still run it, its end has to be confirmed first. */
  private static Existing afterFailure(Failed state, Facts facts, AfterStop next, Instant now) {
    return state
        .unconfirmed()
        .<Existing>map(host -> new Stopping(facts.enteredAt(now), host, next))
        .orElseGet(() -> become(next, facts, now));
  }

  private static Existing stopped(Living state, Facts facts, Instant now) {
    return switch (state) {
      case Stopping stopping -> become(stopping.next(), facts, now);
      case Failed failed -> new Failed(facts.withoutHost(), failed.failure(), failed.backoff());
      case Living s -> become(AfterStop.ASLEEP, facts, now);
    };
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

  /** Ends at once where there is no replica, else by way of stopping. */
  private static Existing ended(Living state, Facts facts, AfterStop next, Instant now) {
    return switch (state) {
      case Stopping stopping -> new Stopping(facts, stopping.host(), next);
      case Starting starting -> new Stopping(facts.enteredAt(now), starting.host(), next);
      case Running running -> new Stopping(facts.enteredAt(now), running.host(), next);
      case Requested s -> become(next, facts, now);
      case Asleep s -> become(next, facts, now);
      case Queued s -> become(next, facts, now);
      case Stopped s -> become(next, facts, now);
      case Failed failed -> afterFailure(failed, facts, next, now);
    };
  }

  private static Existing become(AfterStop next, Facts facts, Instant now) {
    return switch (next) {
      case ASLEEP -> new Asleep(facts.enteredAt(now));
      case WOKEN -> new Queued(facts.enteredAt(now), Set.of());
      case STOPPED -> new Stopped(facts.enteredAt(now));
      case DELETED ->
          new Deleted(
              facts.id(), facts.sequence(), now, facts.generation(), facts.recentCommands());
    };
  }

  private static Living withFacts(Living state, Facts facts) {
    return switch (state) {
      case Requested s -> new Requested(facts);
      case Asleep s -> new Asleep(facts);
      case Queued s -> new Queued(facts, s.excluded());
      case Starting s -> new Starting(facts, s.host());
      case Running s ->
          new Running(facts, s.host(), s.address(), s.port(), s.readyAt(), s.activityRecordedAt());
      case Stopping s -> new Stopping(facts, s.host(), s.next());
      case Stopped s -> new Stopped(facts);
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
