package io.dormouse.streams.instance;

import io.dormouse.core.Sample;
import io.dormouse.language.cause.Failure;
import io.dormouse.language.cause.FailureKind;
import io.dormouse.language.host.HeldReplica;
import io.dormouse.language.host.HeldState;
import io.dormouse.language.host.HostCommand;
import io.dormouse.language.host.HostCommand.RunReplica;
import io.dormouse.language.host.HostCommand.StopReplica;
import io.dormouse.language.host.HostId;
import io.dormouse.language.host.HostReport;
import io.dormouse.language.host.ReplicaReport;
import io.dormouse.language.host.ReplicaStatus;
import io.dormouse.language.host.StartPhases;
import io.dormouse.language.instance.ReplicaId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A host of the random walk with an agent that behaves: it converges on the newest command per
 * replica, admits by its budget, fences by generation, and answers every command once.
 */
final class WalkHost {

  /** A container of a replica on the host. */
  record Live(long generation, HeldState state, long memoryBytes, @Nullable String credentials) {

    Live in(HeldState newState) {
      return new Live(generation, newState, memoryBytes, credentials);
    }
  }

  private record HandledCommand(long generation, boolean run, boolean discard) {

    static HandledCommand to(HostCommand command) {
      return new HandledCommand(
          command.generation(),
          command instanceof RunReplica,
          command instanceof StopReplica stop && stop.discard());
    }
  }

  final HostId id;
  private final long budgetMib;
  private final Map<ReplicaId, HostCommand> desired = new LinkedHashMap<>();
  private final Map<ReplicaId, Long> fences = new LinkedHashMap<>();
  private final Map<ReplicaId, HandledCommand> answered = new LinkedHashMap<>();
  private final Map<ReplicaId, Live> live = new LinkedHashMap<>();
  private Instant mutedUntil = Instant.MIN;
  private int incarnation = 1;
  private boolean calm;

  WalkHost(String id, long budgetMib) {
    this.id = new HostId(id);
    this.budgetMib = budgetMib;
  }

  void follow(ReplicaId replica, @Nullable HostCommand command) {
    if (command == null) {
      desired.remove(replica);
      answered.remove(replica);
    } else if (command.generation() >= fences.merge(replica, command.generation(), Math::max)) {
      desired.put(replica, command);
    }
  }

  /** Stands still for a while: it neither acts nor reports. */
  void mute(Instant until) {
    mutedUntil = until;
  }

  /** From now on nothing is mute and nothing fails any more. */
  void calmDown() {
    mutedUntil = Instant.MIN;
    calm = true;
  }

  boolean isMute(Instant now) {
    return now.isBefore(mutedUntil);
  }

  /**
   * Restarts the agent. It reads its commands again and adopts the running containers at other
   * ports, since they were started again with it. Nothing happens while a command to run is
   * answered but still in the topic, since a new agent would run it again.
   */
  void restart() {
    boolean answeredRun =
        answered.entrySet().stream()
            .anyMatch(e ->
                e.getValue().run()
                    && desired.get(e.getKey()) instanceof RunReplica run
                    && run.generation() == e.getValue().generation());
    if (!answeredRun) {
      incarnation++;
      answered.clear();
      fences.clear();
      live.replaceAll(
          (replica, one) -> one.state() == HeldState.READY ? one.in(HeldState.STARTING) : one);
    }
  }

  /** One step of one replica towards its desired state; a report may follow. */
  Optional<ReplicaReport> act(SplittableRandom random, Instant now) {
    List<ReplicaId> replicas = new ArrayList<>(desired.keySet());
    live.keySet().stream().filter(key -> !desired.containsKey(key)).forEach(replicas::add);
    if (replicas.isEmpty()) {
      return Optional.empty();
    }
    ReplicaId key = replicas.get(random.nextInt(replicas.size()));
    @Nullable Live one = live.get(key);
    if (one != null && one.state() == HeldState.STOPPING) {
      live.remove(key);
      return Optional.empty();
    }
    return switch (desired.get(key)) {
      case null -> {
        end(key, one);
        yield Optional.empty();
      }
      case StopReplica stop -> stop(key, stop, one);
      case RunReplica run -> run(key, run, one, random, now);
    };
  }

  private Optional<ReplicaReport> stop(ReplicaId key, StopReplica stop, @Nullable Live one) {
    if (one != null) {
      if (one.generation() <= stop.generation()) {
        end(key, one);
      }
      return Optional.empty();
    }
    boolean done = HandledCommand.to(stop).equals(answered.get(key));
    return done ? Optional.empty() : Optional.of(answer(key, stop, new ReplicaStatus.Stopped(0)));
  }

  private Optional<ReplicaReport> run(
      ReplicaId key, RunReplica run, @Nullable Live one, SplittableRandom random, Instant now) {
    boolean done = HandledCommand.to(run).equals(answered.get(key));
    if (one == null) {
      return done ? Optional.empty() : admit(key, run);
    }
    if (one.generation() < run.generation() || done) {
      end(key, one);
      return Optional.empty();
    }
    return one.generation() == run.generation()
        ? proceed(key, run, one, random, now)
        : Optional.empty();
  }

  private Optional<ReplicaReport> admit(ReplicaId key, RunReplica run) {
    long needed = run.spec().memoryBytes();
    if (needed > budgetMib * Sample.MIB - usedBytes()) {
      return Optional.of(answer(key, run, new ReplicaStatus.Refused("no room", 0)));
    }
    String credentials = run.credentials() == null ? null : run.credentials().ciphertext();
    live.put(key, new Live(run.generation(), HeldState.STARTING, needed, credentials));
    return Optional.empty();
  }

  private Optional<ReplicaReport> proceed(
      ReplicaId key, RunReplica run, Live one, SplittableRandom random, Instant now) {
    boolean starting = one.state() == HeldState.STARTING;
    if (!calm && random.nextInt(starting ? 10 : 40) == 0) {
      live.remove(key);
      FailureKind kind = starting ? FailureKind.EXITED_BEFORE_READY : FailureKind.CRASHED;
      Failure failure = new Failure(kind, "it ended", 1, List.of("oops"));
      return Optional.of(answer(key, run, new ReplicaStatus.Failed(failure, null)));
    }
    if (!starting) {
      return Optional.empty();
    }
    live.put(key, one.in(HeldState.READY));
    StartPhases phases = new StartPhases(run.commandedAt(), now, now, now, now, now, now);
    return Optional.of(
        report(
            run,
            new ReplicaStatus.Ready(
                "10.0.0." + run.generation() % 250, 8080 + incarnation, phases)));
  }

  private void end(ReplicaId key, @Nullable Live one) {
    if (one != null) {
      live.put(key, one.in(HeldState.STOPPING));
    }
  }

  private ReplicaReport answer(ReplicaId key, HostCommand command, ReplicaStatus status) {
    answered.put(key, HandledCommand.to(command));
    return report(command, status);
  }

  private ReplicaReport report(HostCommand command, ReplicaStatus status) {
    return ReplicaReport.of(id, command.replica(), command.generation(), status);
  }

  HostReport heartbeat() {
    return new HostReport(
        id,
        Sample.POOL,
        "incarnation-" + incarnation,
        "process",
        2,
        budgetMib * Sample.MIB,
        live.entrySet().stream()
            .map(e ->
                new HeldReplica(
                    e.getKey(),
                    e.getValue().generation(),
                    e.getValue().state(),
                    e.getValue().memoryBytes()))
            .toList());
  }

  long usedBytes() {
    return live.values().stream().mapToLong(Live::memoryBytes).sum();
  }

  long freeBytes() {
    return budgetMib * Sample.MIB - usedBytes();
  }

  /** True if it has a container of the replica or a command about it. */
  boolean knows(ReplicaId replica) {
    return has(replica) || desired.containsKey(replica);
  }

  /** True if it has a container of the replica with these credentials. */
  boolean hasWith(ReplicaId replica, @Nullable String credentials) {
    Live one = live.get(replica);
    return one != null && credentials != null && credentials.equals(one.credentials());
  }

  boolean has(ReplicaId replica) {
    return live.containsKey(replica);
  }
}
