package io.dormouse.agents.host.driver.process.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Control groups that limit the memory of processes, where the system lets this user make them:
 * version 1 with its memory hierarchy, or version 2 with a delegated memory controller.
 */
public final class MemoryGroups {

  private static final Logger LOG = LoggerFactory.getLogger(MemoryGroups.class);
  private static final String OURS = "dormouse";

  private final Path system;

  public MemoryGroups(Path system) {
    this.system = system;
  }

  /**
   * Makes a group for one start; empty if that is impossible, and then its memory is not limited.
   */
  public Optional<Path> create(String mark, long memoryBytes) {
    Path versionOne = system.resolve("memory");
    boolean first = Files.exists(versionOne.resolve("memory.limit_in_bytes"));
    boolean second = Files.exists(system.resolve("cgroup.subtree_control"));
    if (!first && !second) {
      return Optional.empty();
    }
    Path group = (first ? versionOne : system).resolve(OURS).resolve(mark);
    try {
      Files.createDirectories(group.getParent());
      if (second && !first) {
        Files.writeString(system.resolve("cgroup.subtree_control"), "+memory");
        Files.writeString(group.resolveSibling("cgroup.subtree_control"), "+memory");
      }
      Files.createDirectories(group);
      Path limit = group.resolve(first ? "memory.limit_in_bytes" : "memory.max");
      Files.writeString(limit, Long.toString(memoryBytes));
      return Optional.of(group);
    } catch (IOException e) {
      LOG.atDebug().setMessage("no control group, memory is not limited").setCause(e).log();
      delete(mark);
      return Optional.empty();
    }
  }

  /** Removes the group once nothing runs in it. */
  public void delete(String mark) {
    for (Path parent : new Path[] {system.resolve("memory"), system}) {
      try {
        Files.deleteIfExists(parent.resolve(OURS).resolve(mark));
      } catch (IOException e) {
        LOG.atDebug()
            .setMessage("control group could not be removed")
            .addKeyValue("mark", mark)
            .log();
      }
    }
  }
}
