package io.dormouse.agents.host.driver.process;

import io.dormouse.agents.host.driver.DriverException;
import io.dormouse.agents.host.driver.Exit;
import io.dormouse.agents.host.driver.ReplicaHandle;
import io.dormouse.agents.host.driver.process.os.MarkedProcesses;
import io.dormouse.agents.host.driver.process.os.Signals;
import io.dormouse.agents.host.driver.process.state.IntendedStart;
import io.dormouse.agents.host.driver.process.state.StateFolder;
import io.dormouse.agents.host.driver.process.state.StateFolders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stops all processes of a start: SIGTERM to its group, the grace, SIGKILL to the rest. */
final class StopProcess {

  private static final Logger LOG = LoggerFactory.getLogger(StopProcess.class);
  private static final Duration KILL_DEADLINE = Duration.ofSeconds(10);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(5);

  private final StateFolders folders;
  private final WatchProcesses watch;

  StopProcess(StateFolders folders, WatchProcesses watch) {
    this.folders = folders;
    this.watch = watch;
  }

  Exit stop(ReplicaHandle handle, Duration grace) {
    Optional<StateFolder> folder = folders.of(handle);
    if (folder.isEmpty()) {
      return new Exit(null, false, Instant.now());
    }
    IntendedStart start = folder.get().start().orElseThrow();
    try {
      CompletableFuture<Exit> end = watch.adopt(folder.get(), start);
      if (!end.isDone()) {
        end(folder.get(), start, end, grace);
      }
      killAll(start.mark());
      watch.look(start.mark());
      return within(end, KILL_DEADLINE)
          .orElseThrow(
              () -> new DriverException("The end of the process was not seen: " + handle, null));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DriverException("The agent ends; the process may still run.", e);
    }
  }

  /**
   * Asks the group to end. Nothing runs that could end with grace before the launcher has written
   * its pid.
   */
  private static void end(
      StateFolder folder, IntendedStart start, CompletableFuture<Exit> end, Duration grace)
      throws InterruptedException {
    Optional<Long> leader = folder.pid();
    if (leader.isEmpty()) {
      return;
    }
    Signals.toGroup(leader.get(), "TERM");
    if (within(end, grace).isEmpty()) {
      LOG.atWarn()
          .setMessage("process did not end within its grace and is killed")
          .addKeyValue("replica", start.replica())
          .addKeyValue("generation", start.generation())
          .addKeyValue("grace", grace)
          .log();
      Signals.toGroup(leader.get(), "KILL");
    }
  }

  private static Optional<Exit> within(CompletableFuture<Exit> end, Duration longest)
      throws InterruptedException {
    try {
      return Optional.of(end.get(longest.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Kills processes with the mark until none is left. */
  static void killAll(String mark) throws InterruptedException {
    long deadline = System.nanoTime() + KILL_DEADLINE.toNanos();
    for (List<Long> left = MarkedProcesses.alive(mark);
        !left.isEmpty();
        left = MarkedProcesses.alive(mark)) {
      if (System.nanoTime() > deadline) {
        throw new DriverException(
            "Expected the processes %s to end within %s of SIGKILL, but they live."
                .formatted(left, KILL_DEADLINE),
            null);
      }
      Signals.toEach(left, "KILL");
      Thread.sleep(LOOK_AGAIN);
    }
  }
}
