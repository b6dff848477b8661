package io.dormouse.agents.host.driver.process;

import io.dormouse.agents.host.driver.DriverException;
import io.dormouse.agents.host.driver.LiveReplica;
import io.dormouse.agents.host.driver.ReplicaHandle;
import io.dormouse.agents.host.driver.ReplicaOrder;
import io.dormouse.agents.host.driver.process.os.LaunchEnvironment;
import io.dormouse.agents.host.driver.process.os.MemoryGroups;
import io.dormouse.agents.host.driver.process.state.IntendedStart;
import io.dormouse.agents.host.driver.process.state.StateFolder;
import io.dormouse.agents.host.driver.process.state.StateFolders;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Runs a program in a session of its own, led by a small launcher. Of the agent's environment it
 * gets only the variables that programs need to find others.
 */
final class StartProcess {

  private static final List<String> INHERITED =
      List.of("PATH", "HOME", "LANG", "LC_ALL", "TZ", "JAVA_HOME");
  private static final String LAUNCHER = launcher();

  private final StateFolders folders;
  private final ProcessImages images;
  private final MemoryGroups groups;
  private final WatchProcesses watch;
  private final String address;

  StartProcess(
      StateFolders folders,
      ProcessImages images,
      MemoryGroups groups,
      WatchProcesses watch,
      String address) {
    this.folders = folders;
    this.images = images;
    this.groups = groups;
    this.watch = watch;
    this.address = address;
  }

  LiveReplica start(ReplicaHandle handle, ReplicaOrder order) {
    StateFolder folder = folder(handle);
    IntendedStart start = folder.start().orElseThrow();
    if (folder.pid().isPresent()) {
      return new LiveReplica(address, start.port(), watch.adopt(folder, start));
    }
    Path program = images.require(order.spec().image());
    Path group = groups.create(start.mark(), start.memoryBytes()).orElse(Path.of(""));
    LaunchEnvironment environment = LaunchEnvironment.of(environment(start, order));
    ProcessBuilder launch =
        new ProcessBuilder(
                "setsid",
                "/bin/sh",
                "-c",
                LAUNCHER,
                "dormouse-launch",
                folder.path().toString(),
                program.toString(),
                group.toString(),
                environment.names())
            .directory(folder.work().toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.log().toFile()));
    launch.environment().keySet().retainAll(INHERITED);
    launch.environment().putAll(environment.variables());
    try {
      Process launcher = launch.start();
      return new LiveReplica(address, start.port(), watch.follow(folder, start, launcher));
    } catch (IOException e) {
      throw new DriverException(
          String.valueOf(e.getMessage()).matches("(?s).*\\berror[=:] ?7\\b.*")
              ? "The program %s cannot be launched: expected an environment that the system takes, usually 128 KiB a variable and 2 MiB in all, but it is larger."
                  .formatted(program)
              : "The program %s cannot be launched: %s".formatted(program, e.getMessage()),
          e);
    }
  }

  LiveReplica adopt(ReplicaHandle handle) {
    StateFolder folder = folder(handle);
    IntendedStart start = folder.start().orElseThrow();
    return new LiveReplica(address, start.port(), watch.adopt(folder, start));
  }

  private Map<String, String> environment(IntendedStart start, ReplicaOrder order) {
    Map<String, String> all = new TreeMap<>(order.environment());
    all.put("DORMOUSE_GENERATION", Long.toString(order.generation()));
    all.put("PORT", Integer.toString(start.port()));
    all.put("BIND", address);
    all.put(IntendedStart.MARK, start.mark());
    return all;
  }

  private StateFolder folder(ReplicaHandle handle) {
    return folders
        .of(handle)
        .orElseThrow(() -> new DriverException("Its state folder is gone: " + handle, null));
  }

  private static String launcher() {
    try (InputStream script =
        Objects.requireNonNull(StartProcess.class.getResourceAsStream("launch.sh"))) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
