package io.dormouse.agents.host.driver.docker.container;

import io.dormouse.agents.host.driver.DriverException;
import io.dormouse.agents.host.driver.Exit;
import io.dormouse.agents.host.driver.ReplicaHandle;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for the ends of containers. An end counts once the engine confirms that the container does
 * not run; events of an earlier run do not count.
 */
public final class ContainerEnds {

  private static final Logger LOG = LoggerFactory.getLogger(ContainerEnds.class);

  private final InspectContainer inspect;
  private final Map<ReplicaHandle, Run> runs = new ConcurrentHashMap<>();

  private static final class Run {
    private final Instant begun;
    private final CompletableFuture<Exit> end = new CompletableFuture<>();
    private volatile boolean started;
    private volatile boolean outOfMemory;

    Run(Instant begun) {
      this.begun = begun;
    }
  }

  public ContainerEnds(InspectContainer inspect) {
    this.inspect = inspect;
  }

  /** Begins a run. Its end is told even if it comes before {@link #started}. */
  CompletableFuture<Exit> begin(ReplicaHandle handle) {
    Run run = new Run(Instant.now());
    runs.put(handle, run);
    return run.end;
  }

  /** Notes that the run was started. */
  void started(ReplicaHandle handle) {
    Run run = runs.get(handle);
    if (run != null) {
      run.started = true;
    }
  }

  /** The end of the current run, which an earlier agent may have begun. */
  CompletableFuture<Exit> of(ReplicaHandle handle) {
    Run run = runs.computeIfAbsent(handle, key -> new Run(Instant.EPOCH));
    run.started = true;
    return run.end;
  }

  void outOfMemory(ReplicaHandle handle) {
    Run run = runs.get(handle);
    if (run != null) {
      run.outOfMemory = true;
    }
  }

  /** Takes the engine's event that the container died at that time. */
  void died(ReplicaHandle handle, Instant at) {
    Run run = runs.get(handle);
    if (run != null && !at.isBefore(run.begun)) {
      settle(handle);
    }
  }

  /**
   * Inspects the containers of all runs that were started, except those given, since events may
   * have been missed.
   */
  void settleAllBut(Set<ReplicaHandle> running) {
    runs.forEach((handle, run) -> {
      if (run.started && !running.contains(handle)) {
        settle(handle);
      }
    });
  }

  /** Inspects the container. If it does not run, its end is completed and returned. */
  Optional<Exit> look(ReplicaHandle handle) {
    Run run = runs.get(handle);
    Optional<InspectContainer.Seen> seen = inspect.inspect(handle);
    Exit exit = seen.isEmpty() ? new Exit(null, false, Instant.now()) : seen.get().exit();
    return Optional.ofNullable(exit).map(some -> run == null ? some : complete(handle, run, some));
  }

  /** Completes the end of a container that was seen not to run. */
  void ended(ReplicaHandle handle, Exit exit) {
    Run run = runs.get(handle);
    if (run != null) {
      complete(handle, run, exit);
    }
  }

  private Exit complete(ReplicaHandle handle, Run run, Exit exit) {
    Exit whole = new Exit(exit.code(), run.outOfMemory, exit.at());
    runs.remove(handle, run);
    run.end.complete(whole);
    return whole;
  }

  private void settle(ReplicaHandle handle) {
    try {
      look(handle);
    } catch (DriverException e) {
      LOG.atWarn()
          .setMessage("end of a container could not be confirmed, will look again")
          .addKeyValue("handle", handle)
          .setCause(e)
          .log();
    }
  }
}
