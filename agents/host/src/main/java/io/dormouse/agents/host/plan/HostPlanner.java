package io.dormouse.agents.host.plan;

import io.dormouse.agents.host.plan.HostAction.Abandon;
import io.dormouse.agents.host.plan.HostAction.Adopt;
import io.dormouse.agents.host.plan.HostAction.ConfirmStopped;
import io.dormouse.agents.host.plan.HostAction.Remove;
import io.dormouse.agents.host.plan.HostAction.ReportCrash;
import io.dormouse.agents.host.plan.HostAction.Stop;
import io.dormouse.language.host.HostCommand;
import io.dormouse.language.host.HostCommand.RunReplica;
import io.dormouse.language.host.HostCommand.StopReplica;
import io.dormouse.language.instance.ReplicaId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Decides the next steps from the desired and the actual state: at most one per replica, and none
 * for a replica with an operation under way, except giving up a start. It is asked again when a
 * step is done.
 */
public final class HostPlanner {

  private static final Duration GRACE_OF_ORPHANS = Duration.ofSeconds(10);

  private final Limits limits;
  private final Function<RunReplica, String> specHash;

  /**
   * @param specHash hash of the spec that a container must have been made from to serve the command
   */
  public HostPlanner(Limits limits, Function<RunReplica, String> specHash) {
    this.limits = limits;
    this.specHash = specHash;
  }

  /** Hash of the spec that a container must have been made from to serve the command. */
  public String specHash(RunReplica command) {
    return specHash.apply(command);
  }

  /**
   * Plans the next steps.
   *
   * @param desired the newest command per replica
   * @param answered the newest commands that are settled
   * @param now time for the age of ended replicas
   */
  public List<HostAction> plan(
      Map<ReplicaId, HostCommand> desired,
      Map<ReplicaId, SettledCommand> answered,
      Collection<ActualReplica> actual,
      Instant now) {
    Map<ReplicaId, List<ActualReplica>> present =
        actual.stream().collect(Collectors.groupingBy(ActualReplica::replica));
    List<HostAction> actions = new ArrayList<>();
    List<RunReplica> toStart = new ArrayList<>();
    present.forEach((replica, some) -> {
      if (!desired.containsKey(replica)) {
        unwanted(some).ifPresent(actions::add);
      }
    });
    desired.forEach((replica, command) -> {
      boolean done = SettledCommand.to(command).equals(answered.get(replica));
      List<ActualReplica> some = present.getOrDefault(replica, List.of());
      switch (command) {
        case StopReplica stop when stop.discard() ->
            discard(stop, done, some).ifPresent(actions::add);
        case StopReplica stop -> stop(stop, done, some).ifPresent(actions::add);
        case RunReplica run when done -> done(run, some).ifPresent(actions::add);
        case RunReplica run -> run(run, some, toStart).ifPresent(actions::add);
      }
    });
    actions.addAll(new Admission(limits, specHash).admit(toStart, present));
    Set<ReplicaId> untouched = new HashSet<>(present.keySet());
    actions.forEach(action -> untouched.remove(action.replica()));
    toStart.forEach(run -> untouched.remove(run.replica()));
    actions.addAll(new LeftOvers(limits, now).remove(untouched, present));
    return List.copyOf(actions);
  }

  private static Optional<HostAction> unwanted(List<ActualReplica> some) {
    return busy(some)
        ? abandonStart(some)
        : live(some).map(running -> new Stop(running, GRACE_OF_ORPHANS, false, null));
  }

  private static Optional<HostAction> stop(
      StopReplica stop, boolean done, List<ActualReplica> some) {
    if (isNewer(some, stop)) {
      return Optional.empty();
    }
    if (busy(some)) {
      return abandonStart(some);
    }
    return live(some)
        .<HostAction>map(running -> new Stop(running, stop.grace(), true, stop))
        .or(() -> done ? Optional.empty() : Optional.of(new ConfirmStopped(stop)));
  }

  /**
   * A discard is confirmed when no generation has remains; remains that are found later are
   * removed, too. Only a running replica of a newer generation shows that the command is an old
   * one.
   */
  private static Optional<HostAction> discard(
      StopReplica stop, boolean done, List<ActualReplica> some) {
    if (isNewer(some.stream().filter(one -> one.live() || one.state().busy()).toList(), stop)) {
      return Optional.empty();
    }
    if (busy(some)) {
      return abandonStart(some);
    }
    return live(some)
        .<HostAction>map(running -> new Stop(running, stop.grace(), false, stop))
        .or(() -> some.stream().findFirst().map(Remove::new))
        .or(() -> done ? Optional.empty() : Optional.of(new ConfirmStopped(stop)));
  }

  private static Optional<HostAction> done(RunReplica run, List<ActualReplica> some) {
    return busy(some) || isNewer(some, run)
        ? Optional.empty()
        : live(some).map(running -> new Stop(running, run.spec().stopGrace(), false, run));
  }

  private static Optional<HostAction> run(
      RunReplica run, List<ActualReplica> some, List<RunReplica> toStart) {
    if (isNewer(some, run)) {
      return Optional.empty();
    }
    if (busy(some)) {
      return some.stream().anyMatch(one -> serves(one, run))
          ? Optional.empty()
          : abandonStart(some);
    }
    Optional<ActualReplica> other =
        some.stream().filter(one -> one.live() && !serves(one, run)).findFirst();
    if (other.isPresent()) {
      return other.map(running -> new Stop(running, run.spec().stopGrace(), false, run));
    }
    Optional<ActualReplica> itself = some.stream().filter(one -> isOf(one, run)).findFirst();
    if (itself.isEmpty()) {
      toStart.add(run);
      return Optional.empty();
    }
    return itself.flatMap(one -> towardsReady(run, one));
  }

  private static Optional<HostAction> towardsReady(RunReplica run, ActualReplica one) {
    return switch (one.state()) {
      case RUNNING -> Optional.of(new Adopt(run, one));
      case ENDED -> Optional.of(serves(one, run) ? new ReportCrash(run, one) : new Remove(one));
      case CREATED, GOING -> Optional.of(new Remove(one));
      case READY, STARTING, ADOPTING, STOPPING, REMOVING -> Optional.empty();
    };
  }

  private static Optional<HostAction> abandonStart(List<ActualReplica> some) {
    return some.stream()
        .filter(one -> one.state() == ActualState.STARTING || one.state() == ActualState.ADOPTING)
        .findFirst()
        .map(one -> new Abandon(one.replica()));
  }

  private static Optional<ActualReplica> live(List<ActualReplica> some) {
    return some.stream().filter(ActualReplica::live).findFirst();
  }

  private static boolean busy(List<ActualReplica> some) {
    return some.stream().anyMatch(one -> one.state().busy());
  }

  private static boolean isOf(ActualReplica one, RunReplica run) {
    return one.generation() == run.generation();
  }

  /**
   * True if the replica can serve the command. Its environment cannot change, so other credentials
   * need another replica.
   */
  private static boolean serves(ActualReplica one, RunReplica run) {
    return isOf(one, run) && one.credentials() == ActualReplica.credentialsOf(run);
  }

  private static boolean isNewer(List<ActualReplica> some, HostCommand command) {
    return some.stream().anyMatch(one -> one.generation() > command.generation());
  }
}
