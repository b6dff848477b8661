package io.dormouse.agents.host.reconcile;

import io.dormouse.agents.host.credentials.UnreadableCredentialsException;
import io.dormouse.agents.host.driver.CreatedReplica;
import io.dormouse.agents.host.driver.DriverException;
import io.dormouse.agents.host.driver.Exit;
import io.dormouse.agents.host.driver.ImageMissingException;
import io.dormouse.agents.host.driver.LiveReplica;
import io.dormouse.agents.host.driver.ReplicaDriver;
import io.dormouse.agents.host.driver.ReplicaHandle;
import io.dormouse.agents.host.driver.ReplicaOrder;
import io.dormouse.language.cause.Failure;
import io.dormouse.language.cause.FailureKind;
import io.dormouse.language.host.HostCommand.RunReplica;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes one replica ready: a new one, a kept one, or one that runs already. */
final class StartOperation {

  private static final Logger LOG = LoggerFactory.getLogger(StartOperation.class);

  private final ReplicaDriver driver;
  private final CleanUp cleanUp;
  private final ReplicaOrders orders;
  private final RunReplica command;
  private final ReplicaOrder order;
  private final PhaseLog phases;
  private final CompletableFuture<Void> abandoned;

  StartOperation(
      ReplicaDriver driver,
      ReplicaOrders orders,
      RunReplica command,
      PhaseLog phases,
      CompletableFuture<Void> abandoned) {
    this.driver = driver;
    this.cleanUp = new CleanUp(driver);
    this.orders = orders;
    this.command = command;
    this.order = orders.order(command);
    this.phases = phases;
    this.abandoned = abandoned;
  }

  /** Starts a new replica. Its credentials are opened here and given to the driver only. */
  OperationResult startNew() throws InterruptedException {
    ReplicaOrder opened;
    CreatedReplica created;
    try {
      opened = orders.opened(command);
      if (!fetched()) {
        return new OperationResult.Abandoned(null);
      }
      created = driver.create(opened);
    } catch (UnreadableCredentialsException e) {
      return failed(FailureKind.CREDENTIALS_UNREADABLE, e);
    } catch (ImageMissingException e) {
      return failed(FailureKind.IMAGE_MISSING, e);
    } catch (DriverException e) {
      return failed(FailureKind.CREATE_FAILED, e);
    }
    phases.created(created.imagePresent());
    ReplicaHandle handle = created.handle();
    try {
      LiveReplica live = driver.start(handle, opened);
      phases.started();
      return probe(handle, live, null);
    } catch (DriverException e) {
      cleanUp.remove(handle);
      return failed(FailureKind.START_FAILED, e);
    }
  }

  /** Waits for the image; false if the start is given up before, while the fetch goes on. */
  private boolean fetched() throws InterruptedException {
    CompletableFuture<Void> fetching = driver.fetch(order);
    try {
      CompletableFuture.anyOf(fetching, abandoned).get();
      return fetching.isDone();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof DriverException failure) {
        throw failure;
      }
      throw new DriverException("The image could not be fetched: " + e.getCause(), e);
    }
  }

  /**
   * Starts a kept container. It gets its new name while it boots, since the name is not needed
   * before it is ready.
   */
  OperationResult startKept(ReplicaHandle kept) throws InterruptedException {
    phases.foundCreated();
    LiveReplica live;
    try {
      live = driver.start(kept, order);
    } catch (DriverException e) {
      LOG.atWarn()
          .setMessage("kept replica could not be started, a new one is made")
          .addKeyValue("replica", order.replica())
          .addKeyValue("generation", order.generation())
          .addKeyValue("reason", e.getMessage())
          .log();
      cleanUp.remove(kept);
      return startNew();
    }
    phases.started();
    CompletableFuture<Void> renaming =
        CompletableFuture.runAsync(
            () -> driver.rename(kept, order), task -> Thread.ofPlatform().daemon().start(task));
    return probe(kept, live, renaming);
  }

  OperationResult adopt(ReplicaHandle running) throws InterruptedException {
    try {
      return probe(running, driver.adopt(running, order), null);
    } catch (DriverException e) {
      return new OperationResult.NotDone(String.valueOf(e.getMessage()));
    }
  }

  private OperationResult probe(
      ReplicaHandle handle, LiveReplica live, @Nullable CompletableFuture<Void> renaming)
      throws InterruptedException {
    ReadinessProbe.Result result = new ReadinessProbe(live, command, phases, abandoned).await();
    if (renaming != null) {
      try {
        renaming.join();
      } catch (CompletionException e) {
        return giveUp(handle, FailureKind.START_FAILED, "It could not be renamed: " + e.getCause());
      }
    }
    return switch (result) {
      case ReadinessProbe.Result.Passed() ->
          new OperationResult.BecameReady(handle, live, phases.phases());
      case ReadinessProbe.Result.TimedOut(String lastAnswer) ->
          giveUp(handle, FailureKind.NOT_READY_IN_TIME, notReady(lastAnswer));
      case ReadinessProbe.Result.Interrupted() when live.end().isDone() ->
          ended(handle, live.end().join());
      case ReadinessProbe.Result.Interrupted() -> new OperationResult.Abandoned(handle);
    };
  }

  private String notReady(String lastAnswer) {
    return "Expected GET %s on port %d to answer with 200 to 399 within %d s, but the last answer was: %s."
        .formatted(
            order.spec().readiness().path(),
            order.spec().port(),
            order.spec().readiness().timeout().toSeconds(),
            lastAnswer);
  }

  private OperationResult giveUp(ReplicaHandle handle, FailureKind kind, String message)
      throws InterruptedException {
    Exit exit = cleanUp.stop(handle, order.spec().stopGrace());
    List<String> lines = orders.reportable(command, cleanUp.lastLines(handle));
    cleanUp.remove(handle);
    return new OperationResult.EndedInFailure(
        new Failure(kind, message, exit.code(), lines), phases.phases());
  }

  private OperationResult ended(ReplicaHandle handle, Exit exit) throws InterruptedException {
    List<String> lines = orders.reportable(command, cleanUp.lastLines(handle));
    cleanUp.remove(handle);
    String message = "It ended %s before it was ready.".formatted(exit.words());
    return new OperationResult.EndedInFailure(
        new Failure(FailureKind.EXITED_BEFORE_READY, message, exit.code(), lines), phases.phases());
  }

  private OperationResult failed(FailureKind kind, Exception e) {
    String message = String.valueOf(e.getMessage());
    return new OperationResult.EndedInFailure(
        new Failure(kind, message, null, List.of()), phases.phases());
  }
}
