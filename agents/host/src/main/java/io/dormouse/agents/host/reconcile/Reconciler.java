package io.dormouse.agents.host.reconcile;

import io.dormouse.agents.host.driver.DriverException;
import io.dormouse.agents.host.driver.Exit;
import io.dormouse.agents.host.driver.FoundReplica;
import io.dormouse.agents.host.driver.LiveReplica;
import io.dormouse.agents.host.driver.ReplicaDriver;
import io.dormouse.agents.host.driver.ReplicaHandle;
import io.dormouse.agents.host.plan.ActualReplica;
import io.dormouse.agents.host.plan.ActualState;
import io.dormouse.agents.host.plan.HostAction;
import io.dormouse.agents.host.plan.HostPlanner;
import io.dormouse.agents.host.plan.SettledCommand;
import io.dormouse.agents.host.reconcile.HostState.Operation;
import io.dormouse.language.host.HeldReplica;
import io.dormouse.language.host.HostCommand;
import io.dormouse.language.host.HostCommand.RunReplica;
import io.dormouse.language.host.ReplicaStatus;
import io.dormouse.language.instance.ChangedFiles;
import io.dormouse.language.instance.ReplicaId;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Converges the host to its commands. All events come to one thread, which then asks the {@link
 * HostPlanner} for the next steps. Each step blocks a thread of its own, one per replica at a time.
 * No step is taken before the newest commands and the first list are known. Closing it touches no
 * replica.
 */
public final class Reconciler implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final ReplicaDriver driver;
  private final HostPlanner planner;
  private final Reports reports;
  private final DesiredReplicas desired = new DesiredReplicas();
  private final Operations operations;
  private final HostState state = new HostState();
  private final Map<ReplicaId, SettledCommand> answered = new HashMap<>();
  private final Map<ReplicaId, Ended> ends = new HashMap<>();
  private final Set<ReplicaId> postponed = new HashSet<>();
  private final Lane lane = new Lane(this::plan);
  private final Clock clock = Clock.systemUTC();
  private boolean commandsKnown;
  private boolean listed;
  private boolean listing;
  private boolean listAgain;
  private volatile @Nullable List<HeldReplica> held;

  public Reconciler(
      ReplicaDriver driver, HostPlanner planner, ReplicaOrders orders, Reports reports) {
    this.driver = driver;
    this.planner = planner;
    this.reports = reports;
    this.operations = new Operations(driver, orders, desired);
  }

  /** Begins to list and to watch the host's replicas. */
  public void start(Duration resyncInterval) {
    driver.watch(this::resync);
    resync();
    lane.every(resyncInterval, this::resync);
  }

  /** Takes a command, or null for a tombstone. */
  public void command(ReplicaId replica, @Nullable HostCommand command) {
    lane.change(() -> {
      desired.accept(replica, command);
      if (command == null) {
        answered.remove(replica);
        ends.remove(replica);
      }
    });
  }

  /** Notes that all commands that existed at the start were taken. */
  public void commandsKnown() {
    lane.change(() -> commandsKnown = true);
  }

  /** Replicas that take memory on this host; empty while they are unknown. */
  public Optional<List<HeldReplica>> held() {
    return Optional.ofNullable(held);
  }

  private void resync() {
    lane.change(() -> {
      if (listing) {
        listAgain = true;
      } else {
        listing = true;
        list(state.mark());
      }
    });
  }

  private void list(long since) {
    lane.work(() -> {
      try {
        List<FoundReplica> found = driver.list();
        lane.change(() -> listed(found, since));
      } catch (DriverException e) {
        LOG.atWarn()
            .setMessage("replicas of this host could not be listed, will try again")
            .addKeyValue("driver", driver.name())
            .addKeyValue("reason", e.getMessage())
            .log();
        lane.change(() -> listing = false);
        lane.after(RETRY, this::resync);
      }
    });
  }

  private void listed(List<FoundReplica> found, long since) {
    listing = false;
    listed = true;
    postponed.clear();
    state.merge(found, since);
    if (listAgain) {
      listAgain = false;
      resync();
    }
  }

  private void plan() {
    if (listed) {
      if (commandsKnown) {
        planner.plan(desired.all(), answered, state.all(), clock.instant()).stream()
            .filter(action -> !postponed.contains(action.replica()))
            .forEach(this::apply);
      }
      held = state.held();
    }
  }

  private void apply(HostAction action) {
    LOG.atDebug().setMessage("next step").addKeyValue("action", action).log();
    switch (action) {
      case HostAction.StartNew start -> startNew(start);
      case HostAction.StartKept start -> startKept(start);
      case HostAction.Adopt adopt -> adopt(adopt);
      case HostAction.Abandon abandon -> state.abandon(abandon.replica());
      case HostAction.Refuse refuse -> refuse(refuse);
      case HostAction.Stop stop ->
          end(null, stop.running(), ActualState.STOPPING, () -> operations.stop(stop));
      case HostAction.ConfirmStopped confirm -> confirm(confirm);
      case HostAction.ReportCrash crash ->
          end(crash.command(), crash.ended(), ActualState.REMOVING, () -> operations.crash(crash));
      case HostAction.Remove remove ->
          end(
              null,
              remove.leftOver(),
              ActualState.REMOVING,
              () -> operations.remove(remove.leftOver()));
    }
  }

  private void startNew(HostAction.StartNew start) {
    RunReplica command = start.command();
    ActualReplica starting = ActualReplica.starting(command, null, planner.specHash(command));
    Operation operation = state.begin(null, starting);
    run(command, starting, operations.startNew(start, operation.abandoned()));
  }

  private void startKept(HostAction.StartKept start) {
    ActualReplica kept = start.kept();
    ActualReplica starting =
        ActualReplica.starting(start.command(), kept.handle(), kept.specHash());
    Operation operation = state.begin(kept, starting);
    run(start.command(), starting, operations.startKept(start, operation.abandoned()));
  }

  private void adopt(HostAction.Adopt adopt) {
    ActualReplica adopting = adopt.running().in(ActualState.ADOPTING);
    Operation operation = state.begin(adopt.running(), adopting);
    run(adopt.command(), adopting, operations.adopt(adopt, operation.abandoned()));
  }

  private void refuse(HostAction.Refuse refuse) {
    answer(refuse.command(), new ReplicaStatus.Refused(refuse.reason(), refuse.memoryFreeBytes()));
  }

  private void confirm(HostAction.ConfirmStopped confirm) {
    Ended end = ends.remove(confirm.replica());
    answer(
        confirm.command(),
        end != null && end.generation() == confirm.command().generation()
            ? new ReplicaStatus.Stopped(end.exit().code(), end.changed())
            : new ReplicaStatus.Stopped(null));
  }

  private void end(
      @Nullable RunReplica command,
      ActualReplica subject,
      ActualState during,
      Callable<OperationResult> operation) {
    state.begin(subject, subject.in(during));
    run(command, subject, operation);
  }

  private void answer(HostCommand command, ReplicaStatus status) {
    answered.put(command.replica(), SettledCommand.to(command));
    reports.send(command.replica(), command.generation(), status);
  }

  private void run(
      @Nullable RunReplica command, ActualReplica subject, Callable<OperationResult> operation) {
    lane.work(() -> {
      OperationResult outcome = outcome(subject, operation);
      lane.change(() -> ended(command, subject, outcome));
    });
  }

  /**
   * Runs an operation. An unforeseen failure counts as not done: the next list shows the facts, and
   * the operation is tried again.
   */
  private static OperationResult outcome(ActualReplica subject, Callable<OperationResult> operation)
      throws Exception {
    try {
      return operation.call();
    } catch (RuntimeException e) {
      LOG.atError()
          .setMessage("an operation failed in an unforeseen way")
          .addKeyValue("replica", subject.replica())
          .addKeyValue("generation", subject.generation())
          .setCause(e)
          .log();
      return new OperationResult.NotDone(e.toString());
    }
  }

  private void ended(@Nullable RunReplica command, ActualReplica subject, OperationResult outcome) {
    ReplicaId replica = subject.replica();
    switch (outcome) {
      case OperationResult.BecameReady ready -> ready(subject, ready);
      case OperationResult.EndedInFailure failed -> {
        state.end(replica, null);
        ends.remove(replica);
        if (command != null) {
          answer(command, new ReplicaStatus.Failed(failed.failure(), failed.phases()));
        }
      }
      case OperationResult.Abandoned(ReplicaHandle handle) ->
          state.end(replica, handle == null ? null : subject.runningAs(handle));
      case OperationResult.EndedByStop stopped -> {
        ends.put(replica, new Ended(subject.generation(), stopped.exit(), stopped.changed()));
        state.end(replica, stopped.kept() ? subject.ended(stopped.exit()) : null);
      }
      case OperationResult.Removed removed -> state.end(replica, null);
      case OperationResult.NotWanted notWanted ->
          state.end(replica, subject.in(ActualState.RUNNING));
      case OperationResult.NotDone(String reason) -> notDone(subject, reason);
    }
  }

  private void ready(ActualReplica subject, OperationResult.BecameReady ready) {
    LiveReplica live = ready.live();
    state.end(subject.replica(), subject.ready(ready.handle(), ready.phases()));
    ends.remove(subject.replica());
    reports.send(
        subject.replica(),
        subject.generation(),
        new ReplicaStatus.Ready(live.address(), live.port(), ready.phases()));
    live.end().thenAccept(exit -> lane.change(() -> exited(ready.handle(), exit)));
  }

  private void notDone(ActualReplica subject, String reason) {
    LOG.atWarn()
        .setMessage("operation failed, will try again")
        .addKeyValue("replica", subject.replica())
        .addKeyValue("generation", subject.generation())
        .addKeyValue("reason", reason)
        .log();
    boolean mayRun = subject.state().takesMemory();
    ActualReplica after = mayRun ? subject.in(ActualState.RUNNING) : subject;
    state.end(subject.replica(), subject.handle() == null ? null : after);
    postponed.add(subject.replica());
    lane.after(RETRY, this::resync);
  }

  private void exited(ReplicaHandle handle, Exit exit) {
    ActualReplica replica = state.atRest(handle);
    if (replica != null) {
      ends.put(replica.replica(), new Ended(replica.generation(), exit, null));
      state.put(replica.ended(exit));
    }
  }

  @Override
  public void close() {
    lane.close();
  }

  private record Ended(long generation, Exit exit, @Nullable ChangedFiles changed) {}

  /** Receiver of facts about replicas. */
  public interface Reports {
    void send(ReplicaId replica, long generation, ReplicaStatus status);
  }
}
