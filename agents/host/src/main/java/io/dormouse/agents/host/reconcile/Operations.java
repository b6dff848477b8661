package io.dormouse.agents.host.reconcile;

import io.dormouse.agents.host.driver.DriverException;
import io.dormouse.agents.host.driver.Exit;
import io.dormouse.agents.host.driver.ReplicaDriver;
import io.dormouse.agents.host.driver.ReplicaHandle;
import io.dormouse.agents.host.plan.ActualReplica;
import io.dormouse.agents.host.plan.HostAction.Adopt;
import io.dormouse.agents.host.plan.HostAction.ReportCrash;
import io.dormouse.agents.host.plan.HostAction.StartKept;
import io.dormouse.agents.host.plan.HostAction.StartNew;
import io.dormouse.agents.host.plan.HostAction.Stop;
import io.dormouse.language.cause.Failure;
import io.dormouse.language.cause.FailureKind;
import io.dormouse.language.host.HostCommand.RunReplica;
import io.dormouse.language.instance.ChangedFiles;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** Operations behind the actions; each blocks the thread that calls it. */
final class Operations {

  private final ReplicaDriver driver;
  private final ReplicaOrders orders;
  private final DesiredReplicas desired;
  private final CleanUp cleanUp;
  private final Clock clock = Clock.systemUTC();

  Operations(ReplicaDriver driver, ReplicaOrders orders, DesiredReplicas desired) {
    this.driver = driver;
    this.orders = orders;
    this.desired = desired;
    this.cleanUp = new CleanUp(driver);
  }

  /** Prepares a start, which counts as accepted from now on. */
  Callable<OperationResult> startNew(StartNew action, CompletableFuture<Void> abandoned) {
    StartOperation start = start(action.command(), abandoned);
    return start::startNew;
  }

  Callable<OperationResult> startKept(StartKept action, CompletableFuture<Void> abandoned) {
    StartOperation start = start(action.command(), abandoned);
    return () -> start.startKept(handle(action.kept()));
  }

  Callable<OperationResult> adopt(Adopt action, CompletableFuture<Void> abandoned) {
    StartOperation start = start(action.command(), abandoned);
    return () -> start.adopt(handle(action.running()));
  }

  private StartOperation start(RunReplica command, CompletableFuture<Void> abandoned) {
    PhaseLog phases = new PhaseLog(clock, command.commandedAt());
    return new StartOperation(driver, orders, command, phases, abandoned);
  }

  /** Stops a replica, unless its newest command is another one by now. */
  OperationResult stop(Stop action) {
    ActualReplica running = action.running();
    if (!Objects.equals(desired.all().get(running.replica()), action.because())) {
      return new OperationResult.NotWanted();
    }
    try {
      Exit exit = driver.stop(handle(running), action.grace());
      ChangedFiles changed = action.keep() ? cleanUp.changedFiles(handle(running)) : null;
      boolean kept = action.keep() && driver.keepsEnded() && !running.outdated();
      if (!kept) {
        driver.remove(handle(running));
      }
      return new OperationResult.EndedByStop(exit, kept, changed);
    } catch (DriverException e) {
      return new OperationResult.NotDone(String.valueOf(e.getMessage()));
    }
  }

  OperationResult crash(ReportCrash action) throws InterruptedException {
    ReplicaHandle handle = handle(action.ended());
    Exit exit = Objects.requireNonNull(action.ended().exit());
    List<String> lines = orders.reportable(action.command(), cleanUp.lastLines(handle));
    cleanUp.remove(handle);
    String message = "It ended by itself %s.".formatted(exit.words());
    Failure failure = new Failure(FailureKind.CRASHED, message, exit.code(), lines);
    return new OperationResult.EndedInFailure(failure, action.ended().phases());
  }

  OperationResult remove(ActualReplica leftOver) {
    try {
      driver.remove(handle(leftOver));
      return new OperationResult.Removed();
    } catch (DriverException e) {
      return new OperationResult.NotDone(String.valueOf(e.getMessage()));
    }
  }

  private static ReplicaHandle handle(ActualReplica replica) {
    return Objects.requireNonNull(replica.handle());
  }
}
