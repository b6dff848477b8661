package io.dormouse.agents.host.driver.process;

import io.dormouse.agents.host.driver.FoundReplica;
import io.dormouse.agents.host.driver.FoundState;
import io.dormouse.agents.host.driver.process.os.MarkedProcesses;
import io.dormouse.agents.host.driver.process.state.IntendedStart;
import io.dormouse.agents.host.driver.process.state.StateFolder;
import io.dormouse.agents.host.driver.process.state.StateFolders;
import java.util.List;
import java.util.stream.Stream;

/** Finds the processes of this host by their state folders. */
final class ListProcesses {

  private final StateFolders folders;
  private final RemoveProcess remove;

  ListProcesses(StateFolders folders, RemoveProcess remove) {
    this.folders = folders;
    this.remove = remove;
  }

  /** Finishes the removals that an earlier agent began; called once, before anything else. */
  void finishRemovals() {
    folders.setAside().forEach(remove::finish);
  }

  List<FoundReplica> list() {
    return Stream.concat(
            folders.all().stream()
                .flatMap(folder ->
                    folder.start().stream()
                        .map(start -> found(folder, start, state(folder, start)))),
            folders.setAside().stream()
                .flatMap(aside ->
                    aside.start().stream().map(start -> found(aside, start, FoundState.GOING))))
        .toList();
  }

  private static FoundReplica found(StateFolder folder, IntendedStart start, FoundState state) {
    return new FoundReplica(
        start.handle(),
        start.replica(),
        start.generation(),
        state,
        start.specHash(),
        start.credentials(),
        false,
        start.memoryBytes(),
        state == FoundState.ENDED ? folder.exit() : null);
  }

  private static FoundState state(StateFolder folder, IntendedStart start) {
    return folder
        .pid()
        .map(pid ->
            MarkedProcesses.isAlive(pid, start.mark()) ? FoundState.RUNNING : FoundState.ENDED)
        .orElse(FoundState.CREATED);
  }
}
