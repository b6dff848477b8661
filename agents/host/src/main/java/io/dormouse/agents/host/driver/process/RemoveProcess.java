package io.dormouse.agents.host.driver.process;

import io.dormouse.agents.host.driver.DriverException;
import io.dormouse.agents.host.driver.process.os.MemoryGroups;
import io.dormouse.agents.host.driver.process.state.IntendedStart;
import io.dormouse.agents.host.driver.process.state.StateFolder;
import io.dormouse.agents.host.driver.process.state.StateFolders;
import java.util.Optional;

/**
 * Removes the remains of a start. Its folder is set aside first, so that nothing new can begin in
 * it; then its processes are killed, and then the folder is deleted.
 */
final class RemoveProcess {

  private final MemoryGroups groups;

  RemoveProcess(MemoryGroups groups) {
    this.groups = groups;
  }

  void remove(StateFolder folder) {
    Optional<IntendedStart> start = folder.start();
    if (start.isEmpty()) {
      folder.delete();
      return;
    }
    folder.setAside(StateFolders.asideName(start.get().mark())).ifPresent(this::finish);
  }

  /** Finishes the removal of a folder that was set aside. */
  void finish(StateFolder aside) {
    Optional<IntendedStart> start = aside.start();
    if (start.isPresent()) {
      try {
        StopProcess.killAll(start.get().mark());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new DriverException("The agent ends; the process may still run.", e);
      }
      groups.delete(start.get().mark());
    }
    aside.delete();
  }
}
