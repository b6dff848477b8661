package io.dormouse.agents.host.driver.process;

import io.dormouse.agents.host.driver.Exit;
import io.dormouse.agents.host.driver.process.os.MarkedProcesses;
import io.dormouse.agents.host.driver.process.os.Signals;
import io.dormouse.agents.host.driver.process.state.IntendedStart;
import io.dormouse.agents.host.driver.process.state.StateFolder;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Tells the ends of processes: those of this agent's children at once, those of an earlier agent's
 * processes within half a second.
 */
final class WatchProcesses implements AutoCloseable {

  private static final int LOOK_EVERY_MS = 500;

  private final Map<String, Watched> watched = new ConcurrentHashMap<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("process-watch").daemon().factory());

  private record Watched(StateFolder folder, boolean child, CompletableFuture<Exit> end) {}

  void start() {
    timer.scheduleWithFixedDelay(
        () -> watched.forEach(this::look), LOOK_EVERY_MS, LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
  }

  /** The end of a child of this agent. */
  CompletableFuture<Exit> follow(StateFolder folder, IntendedStart start, Process launcher) {
    Watched one = new Watched(folder, true, new CompletableFuture<>());
    watched.put(start.mark(), one);
    launcher
        .onExit()
        .thenAccept(ended -> {
          Exit exit = folder.exit();
          end(
              start.mark(),
              one,
              exit.code() == null ? new Exit(ended.exitValue(), false, Instant.now()) : exit);
        });
    return one.end();
  }

  /** The end of a process that an earlier agent may have started. */
  CompletableFuture<Exit> adopt(StateFolder folder, IntendedStart start) {
    Watched one =
        watched.computeIfAbsent(
            start.mark(), mark -> new Watched(folder, false, new CompletableFuture<>()));
    look(start.mark(), one);
    return one.end();
  }

  /** Looks now. Ends are told before this returns, except those of this agent's children. */
  void look(String mark) {
    Watched one = watched.get(mark);
    if (one != null) {
      look(mark, one);
    }
  }

  private void look(String mark, Watched one) {
    if (!one.child()
        && one.folder().pid().filter(pid -> MarkedProcesses.isAlive(pid, mark)).isEmpty()) {
      end(mark, one, one.folder().exit());
    }
  }

  private void end(String mark, Watched one, Exit exit) {
    watched.remove(mark, one);
    Signals.toEach(MarkedProcesses.alive(mark), "KILL");
    one.end().complete(exit);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
