package io.dormouse.agents.host.driver.process;

import io.dormouse.agents.host.driver.DriverException;
import io.dormouse.agents.host.driver.Exit;
import io.dormouse.agents.host.driver.ReplicaHandle;
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

/** Stops all that a start runs: SIGTERM to its group, the grace, SIGKILL to whatever is left. */
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
    Optional<Long> pid = folder.get().pid();
    try {
      if (pid.isPresent() && MarkedProcesses.isAlive(pid.get(), start.mark())) {
        end(folder.get(), start, pid.get(), grace);
      }
      killAll(start.mark());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DriverException("The agent ends; the process may still run.", e);
    }
    return folder.get().exit();
  }

  private void end(StateFolder folder, IntendedStart start, long leader, Duration grace)
      throws InterruptedException {
    CompletableFuture<Exit> end = watch.adopt(folder, start);
    Signals.toGroup(leader, "TERM");
    if (!endsWithin(end, grace)) {
      LOG.atWarn()
          .setMessage("process did not end within its grace and is killed")
          .addKeyValue("replica", start.replica())
          .addKeyValue("generation", start.generation())
          .addKeyValue("grace", grace)
          .log();
      Signals.toGroup(leader, "KILL");
    }
  }

  private static boolean endsWithin(CompletableFuture<Exit> end, Duration grace)
      throws InterruptedException {
    try {
      end.get(grace.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Kills what carries the mark until nothing does. */
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
