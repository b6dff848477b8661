package io.dormouse.core.instance.state;

import io.dormouse.core.instance.state.InstanceState.Awake;
import io.dormouse.core.instance.state.InstanceState.Living;
import io.dormouse.core.instance.state.ReplicaState.Absent;
import io.dormouse.core.instance.state.ReplicaState.BackingOff;
import io.dormouse.core.instance.state.ReplicaState.Fencing;
import io.dormouse.core.instance.state.ReplicaState.Lost;
import io.dormouse.core.instance.state.ReplicaState.Placed;
import io.dormouse.core.instance.state.ReplicaState.Queued;
import io.dormouse.core.instance.state.ReplicaState.Running;
import io.dormouse.core.instance.state.ReplicaState.Starting;
import io.dormouse.core.instance.state.ReplicaState.Stopping;
import io.dormouse.language.cause.FailureKind;
import io.dormouse.language.host.HostId;
import io.dormouse.language.instance.InstanceEvent.FencingStarted;
import io.dormouse.language.instance.InstanceEvent.InstanceFailed;
import io.dormouse.language.instance.InstanceEvent.InstanceStarted;
import io.dormouse.language.instance.InstanceEvent.ReplicaCrashed;
import io.dormouse.language.instance.InstanceEvent.ReplicaFailed;
import io.dormouse.language.instance.InstanceEvent.ReplicaLost;
import io.dormouse.language.instance.InstanceEvent.ReplicaPlaced;
import io.dormouse.language.instance.InstanceEvent.ReplicaQueued;
import io.dormouse.language.instance.InstanceEvent.ReplicaRefused;
import io.dormouse.language.instance.InstanceEvent.ReplicaRestartOrdered;
import io.dormouse.language.instance.InstanceEvent.ReplicaStopped;
import io.dormouse.language.instance.ReplicaId;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The facts after an event of one replica. Generations only grow. */
final class ReplicaEvolution {

  private ReplicaEvolution() {}

  static Facts queued(Facts facts, ReplicaQueued e, Instant now) {
    Instant place = e.since() == null ? facts.wantedSince(now) : e.since();
    return change(
        facts.stillWanted(now),
        e.replica(),
        replica -> replica.in(new Queued(place, e.excluded())));
  }

  static boolean possible(Living state, ReplicaQueued e) {
    return isAwake(state, e.replica(), ReplicaEvolution::mayStart);
  }

  static Facts fencing(Facts facts, FencingStarted e, Instant now) {
    return change(
            facts,
            e.replica(),
            replica ->
                replica.in(
                    new Fencing(now, e.host(), excluded(replica.state()), place(replica.state()))))
        .withResources(resources -> resources.askedFor(e.replica().index()));
  }

  static boolean possible(Living state, FencingStarted e) {
    return state.facts().resources() != null
        && isAwake(
            state,
            e.replica(),
            replica ->
                replica.generation() == e.generation()
                    && (mayStart(replica) || replica.state() instanceof Lost));
  }

  static Facts placed(Facts facts, ReplicaPlaced e, Instant now) {
    return change(
        facts,
        e.replica(),
        replica ->
            replica
                .placedOn(e.host(), e.generation())
                .in(
                    new Starting(
                        now, e.host(), excluded(replica.state()), place(replica.state()))));
  }

  static boolean possible(Living state, ReplicaPlaced e) {
    return isAwake(
        state,
        e.replica(),
        replica ->
            e.generation() == replica.generation() + 1
                && (mayStart(replica) || replica.state() instanceof Queued));
  }

  /** The replica keeps its place in the queue; it gets that of its wake if it had none. */
  static Facts refused(Facts facts, ReplicaRefused e, Instant now) {
    Instant before = place(facts.replica(e.replica().index()).state());
    Instant place = before == null ? facts.wantedSince(now) : before;
    return change(
        facts,
        e.replica(),
        replica -> replica.in(new Queued(place, refusedBy(e.host(), excluded(replica.state())))));
  }

  static boolean possible(Living state, ReplicaRefused e) {
    return isAwake(
        state,
        e.replica(),
        replica ->
            replica.state() instanceof Starting s
                && s.host().equals(e.host())
                && replica.generation() == e.generation());
  }

  static Facts started(Facts facts, InstanceStarted e, Instant now) {
    return change(
        facts,
        e.replica(),
        replica -> replica.in(new Running(now, e.host(), e.address(), e.port())));
  }

  static boolean possible(Living state, InstanceStarted e) {
    return isUp(state, e.replica(), e.generation(), e.host());
  }

  static Facts restartOrdered(Facts facts, ReplicaRestartOrdered e, Instant now) {
    return change(facts, e.replica(), replica -> replica.in(new Stopping(now, e.host())));
  }

  static boolean possible(Living state, ReplicaRestartOrdered e) {
    return isUp(state, e.replica(), e.generation(), e.host());
  }

  static Facts failed(Facts facts, ReplicaFailed e, Instant now) {
    return change(
        facts,
        e.replica(),
        replica ->
            replica
                .withFailuresInRow(e.backoff().attempt())
                .in(new BackingOff(now, e.failure(), e.backoff())));
  }

  static boolean possible(Living state, ReplicaFailed e) {
    return isUp(state, e.replica(), e.generation(), e.host());
  }

  /** A host that did not report may still run the replica; others are at rest. */
  static Facts failed(Facts facts, InstanceFailed e, Instant now) {
    ReplicaState after =
        e.failure().kind() == FailureKind.NO_REPORT
            ? Lost.dismissed(now, e.host())
            : Replica.ABSENT;
    return change(
        facts.withReplicas(replica ->
            replica.state() instanceof BackingOff ? replica.in(Replica.ABSENT) : replica),
        e.replica(),
        replica -> replica.withFailuresInRow(e.backoff().attempt()).in(after));
  }

  static boolean possible(Living state, InstanceFailed e) {
    return isUp(state, e.replica(), e.generation(), e.host())
        && state.facts().replicas().stream()
            .noneMatch(other -> other.index() != e.replica().index() && other.isComing());
  }

  static Facts crashed(Facts facts, ReplicaCrashed e, Instant now) {
    return change(facts, e.replica(), replica -> replica.crashed(now));
  }

  static boolean possible(Living state, ReplicaCrashed e) {
    return isAwake(
        state,
        e.replica(),
        replica ->
            replica.state() instanceof Running running
                && running.host().equals(e.host())
                && replica.generation() == e.generation());
  }

  static Facts stopped(Facts facts, ReplicaStopped e) {
    return change(facts.stoppedWith(e.changedFiles()), e.replica(), Replica::ended);
  }

  static boolean possible(Living state, ReplicaStopped e) {
    return is(
        state,
        e.replica(),
        replica -> e.host().equals(replica.host()) && replica.generation() == e.generation());
  }

  static Facts lost(Facts facts, ReplicaLost e, Instant now) {
    return change(
        facts,
        e.replica(),
        replica -> replica.in(new Lost(now, e.host(), excluded(replica.state()), e.queuedSince())));
  }

  static boolean possible(Living state, ReplicaLost e) {
    return is(
        state,
        e.replica(),
        replica ->
            replica.state() instanceof Placed placed
                && placed.host().equals(e.host())
                && replica.generation() == e.generation());
  }

  private static boolean mayStart(Replica replica) {
    return replica.state() instanceof Absent
        || replica.state() instanceof Fencing
        || replica.state() instanceof BackingOff;
  }

  /** True if that generation starts or runs on the host. */
  private static boolean isUp(Living state, ReplicaId id, long generation, HostId host) {
    return isAwake(
        state,
        id,
        replica ->
            (replica.state() instanceof Starting || replica.state() instanceof Running)
                && replica.generation() == generation
                && host.equals(replica.host()));
  }

  private static List<HostId> excluded(ReplicaState state) {
    return switch (state) {
      case Queued queued -> queued.excluded();
      case Starting starting -> starting.excluded();
      case Lost lost -> lost.excluded();
      case ReplicaState other -> List.of();
    };
  }

  private static @Nullable Instant place(ReplicaState state) {
    return switch (state) {
      case Queued queued -> queued.since();
      case Starting starting -> starting.queuedSince();
      case Lost lost -> lost.queuedSince();
      case ReplicaState other -> null;
    };
  }

  private static List<HostId> refusedBy(HostId latest, List<HostId> before) {
    return Stream.concat(before.stream().filter(host -> !host.equals(latest)), Stream.of(latest))
        .toList();
  }

  private static boolean isAwake(Living state, ReplicaId id, Predicate<Replica> test) {
    return state instanceof Awake && is(state, id, test);
  }

  private static boolean is(Living state, ReplicaId id, Predicate<Replica> test) {
    return state.facts().find(id).filter(test).isPresent();
  }

  private static Facts change(Facts facts, ReplicaId id, UnaryOperator<Replica> change) {
    return facts.with(change.apply(facts.replica(id.index())));
  }
}
