package io.dormouse.core.simulation;

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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A host with an agent that converges on the newest commands. It can die with its containers, be
 * cut off while they go on, or refuse every start for a while, as with a full disk.
 */
final class SimulatedHost {

  /** A container. */
  record Live(long generation, HeldState state, long memoryBytes, @Nullable String credentials) {

    Live in(HeldState newState) {
      return new Live(generation, newState, memoryBytes, credentials);
    }
  }

  private record Handled(long generation, boolean run) {}

  final HostId id;
  private final Agenda agenda;
  private final long budget;
  private final Consumer<ReplicaReport> reports;
  private final Map<ReplicaId, HostCommand> commands = new LinkedHashMap<>();
  private final Map<ReplicaId, Handled> handled = new LinkedHashMap<>();
  private final Map<ReplicaId, Live> live =
      new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
  private final List<ReplicaReport> unsent = new ArrayList<>();
  private int incarnation = 1;
  private boolean up = true;
  private boolean reachable = true;
  private boolean full;
  private boolean calm;

  SimulatedHost(String id, Agenda agenda, long budget, Consumer<ReplicaReport> reports) {
    this.id = new HostId(id);
    this.agenda = agenda;
    this.budget = budget;
    this.reports = reports;
  }

  boolean answers() {
    return up && reachable;
  }

  /** From now on nothing fails. */
  void calmDown() {
    calm = true;
  }

  /** The topic has a newer command; the agent reads it as soon as it can. */
  void command(ReplicaId replica, @Nullable HostCommand command) {
    if (command == null) {
      commands.remove(replica);
      handled.remove(replica);
    } else {
      commands.put(replica, command);
    }
    agenda.in(agenda.between(1, 20), () -> converge(replica));
  }

  void die(Duration time) {
    up = false;
    incarnation++;
    live.clear();
    handled.clear();
    unsent.clear();
    agenda.in(
        time,
        () -> {
          up = true;
          convergeAll();
        });
  }

  void cutOff(Duration time) {
    reachable = false;
    agenda.in(
        time,
        () -> {
          reachable = true;
          List<ReplicaReport> late = List.copyOf(unsent);
          unsent.clear();
          late.forEach(reports);
          convergeAll();
        });
  }

  /** Refuses every start for that time, and says nothing of it in its heartbeats. */
  void refuse(Duration time) {
    full = true;
    agenda.in(time, () -> full = false);
  }

  private void convergeAll() {
    List.copyOf(commands.keySet()).forEach(this::converge);
    List.copyOf(live.keySet()).forEach(this::converge);
  }

  private void converge(ReplicaId replica) {
    if (!answers()) {
      return;
    }
    Live one = live.get(replica);
    switch (commands.get(replica)) {
      case null -> end(replica, one);
      case StopReplica stop -> stop(replica, stop, one);
      case RunReplica run -> run(replica, run, one);
    }
  }

  private void stop(ReplicaId replica, StopReplica stop, @Nullable Live one) {
    if (one != null && one.generation() <= stop.generation()) {
      end(replica, one);
    } else if (one == null && !isHandled(replica, stop, false)) {
      answer(replica, stop, false, new ReplicaStatus.Stopped(0));
    }
  }

  private void run(ReplicaId replica, RunReplica run, @Nullable Live one) {
    if (one == null) {
      if (!isHandled(replica, run, true)) {
        admit(replica, run);
      }
    } else if (one.generation() < run.generation()) {
      end(replica, one);
    }
  }

  private void admit(ReplicaId replica, RunReplica run) {
    long needed = run.spec().memoryBytes();
    if (full || used() + needed > budget) {
      answer(replica, run, true, new ReplicaStatus.Refused("no room", 0));
      return;
    }
    String credentials = run.credentials() == null ? null : run.credentials().ciphertext();
    live.put(replica, new Live(run.generation(), HeldState.STARTING, needed, credentials));
    int then = incarnation;
    agenda.in(agenda.between(200, 4_000), () -> started(replica, run, then));
  }

  private void started(ReplicaId replica, RunReplica run, int then) {
    Live one = live.get(replica);
    if (then != incarnation
        || one == null
        || one.generation() != run.generation()
        || one.state() != HeldState.STARTING) {
      return;
    }
    if (!calm && agenda.onceIn(25)) {
      fail(replica, run, FailureKind.EXITED_BEFORE_READY);
      return;
    }
    live.put(replica, one.in(HeldState.READY));
    Instant now = agenda.now();
    StartPhases phases = new StartPhases(run.commandedAt(), now, now, now, now, now, now);
    report(
        run,
        new ReplicaStatus.Ready(
            "10.0.%d.%d".formatted(run.generation() / 250, run.generation() % 250),
            8080 + incarnation,
            phases));
    if (!calm && agenda.onceIn(15)) {
      agenda.in(agenda.between(1_000, 120_000), () -> crash(replica, run, then));
    }
  }

  private void crash(ReplicaId replica, RunReplica run, int then) {
    Live one = live.get(replica);
    if (then == incarnation
        && one != null
        && one.generation() == run.generation()
        && one.state() == HeldState.READY) {
      fail(replica, run, FailureKind.CRASHED);
    }
  }

  private void fail(ReplicaId replica, RunReplica run, FailureKind kind) {
    live.remove(replica);
    answer(
        replica,
        run,
        true,
        new ReplicaStatus.Failed(new Failure(kind, "it ended", 1, List.of("oops")), null));
  }

  private void end(ReplicaId replica, @Nullable Live one) {
    if (one == null || one.state() == HeldState.STOPPING) {
      return;
    }
    live.put(replica, one.in(HeldState.STOPPING));
    int then = incarnation;
    agenda.in(
        agenda.between(50, 3_000),
        () -> {
          if (then == incarnation) {
            live.remove(replica);
            converge(replica);
          }
        });
  }

  private boolean isHandled(ReplicaId replica, HostCommand command, boolean run) {
    return new Handled(command.generation(), run).equals(handled.get(replica));
  }

  private void answer(ReplicaId replica, HostCommand command, boolean run, ReplicaStatus status) {
    handled.put(replica, new Handled(command.generation(), run));
    report(command, status);
  }

  private void report(HostCommand command, ReplicaStatus status) {
    ReplicaReport report = ReplicaReport.of(id, command.replica(), command.generation(), status);
    if (answers()) {
      reports.accept(report);
    } else {
      unsent.add(report);
    }
  }

  HostReport heartbeat() {
    return new HostReport(
        id,
        Sample.POOL,
        "incarnation-" + incarnation,
        "process",
        2,
        budget,
        live.entrySet().stream()
            .map(e ->
                new HeldReplica(
                    e.getKey(),
                    e.getValue().generation(),
                    e.getValue().state(),
                    e.getValue().memoryBytes()))
            .toList());
  }

  long used() {
    return live.values().stream().mapToLong(Live::memoryBytes).sum();
  }

  boolean isOverBudget() {
    return used() > budget;
  }

  /** The newest command of the topic. */
  @Nullable HostCommand command(ReplicaId replica) {
    return commands.get(replica);
  }

  @Nullable Live live(ReplicaId replica) {
    return live.get(replica);
  }
}
