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
 * Waits for the ends of containers. An end counts when the engine confirms that the container does
 * not run; what it said of an earlier run does not.
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

  /** A new run begins; its end is told even if it comes before {@link #started}. */
  CompletableFuture<Exit> begin(ReplicaHandle handle) {
    Run run = new Run(Instant.now());
    runs.put(handle, run);
    return run.end;
  }

  /** The run is on. */
  void started(ReplicaHandle handle) {
    Run run = runs.get(handle);
    if (run != null) {
      run.started = true;
    }
  }

  /** The end of the run that is on, or that an earlier agent began. */
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

  /** The engine said that the container died at that time. */
  void died(ReplicaHandle handle, Instant at) {
    Run run = runs.get(handle);
    if (run != null && !at.isBefore(run.begun)) {
      settle(handle);
    }
  }

  /** Looks at every run that is on: some ends may not have been told. */
  void settleAllBut(Set<ReplicaHandle> running) {
    runs.forEach((handle, run) -> {
      if (run.started && !running.contains(handle)) {
        settle(handle);
      }
    });
  }

  /** Looks whether the container runs; if not, whoever waits for its end is told. */
  Optional<Exit> look(ReplicaHandle handle) {
    Run run = runs.get(handle);
    Optional<InspectContainer.Seen> seen = inspect.inspect(handle);
    Exit exit = seen.isEmpty() ? new Exit(null, false, Instant.now()) : seen.get().exit();
    return Optional.ofNullable(exit).map(some -> run == null ? some : complete(handle, run, some));
  }

  /** The container was seen not to run. */
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
          .setMessage("an end could not be confirmed, will look again")
          .addKeyValue("handle", handle)
          .setCause(e)
          .log();
    }
  }
}
