package io.dormouse.agents.host.driver.process;

import io.dormouse.agents.host.driver.CreatedReplica;
import io.dormouse.agents.host.driver.Exit;
import io.dormouse.agents.host.driver.FoundReplica;
import io.dormouse.agents.host.driver.LiveReplica;
import io.dormouse.agents.host.driver.ReplicaDriver;
import io.dormouse.agents.host.driver.ReplicaHandle;
import io.dormouse.agents.host.driver.ReplicaOrder;
import io.dormouse.agents.host.driver.process.os.MemoryGroups;
import io.dormouse.agents.host.driver.process.state.StateFolder;
import io.dormouse.agents.host.driver.process.state.StateFolders;
import io.dormouse.language.instance.ChangedFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Replicas as processes of this machine, for hosts without an engine. Each runs in a session of its
 * own and outlives the agent. Ended processes are not kept, since a new one starts as quickly.
 */
public final class ProcessDriver implements ReplicaDriver {

  private final CreateProcess create;
  private final StartProcess start;
  private final StopProcess stop;
  private final RemoveProcess remove;
  private final ListProcesses list;
  private final ReadLog logs;
  private final WatchProcesses watch = new WatchProcesses();
  private final StateFolders folders;

  /**
   * Finishes the removals that an earlier driver began.
   *
   * @param dataDir folder of the processes' states
   * @param images the folder of programs
   * @param address that programs are told to listen on
   */
  public ProcessDriver(Path dataDir, Path images, String address) {
    this.folders = new StateFolders(dataDir.resolve("replicas"));
    MemoryGroups groups = new MemoryGroups(Path.of("/sys/fs/cgroup"));
    ProcessImages programs = new ProcessImages(images);
    this.remove = new RemoveProcess(groups);
    this.create = new CreateProcess(folders, programs, remove, address);
    this.start = new StartProcess(folders, programs, groups, watch, address);
    this.stop = new StopProcess(folders, watch);
    this.list = new ListProcesses(folders, remove);
    this.logs = new ReadLog(folders);
    list.finishRemovals();
  }

  @Override
  public String name() {
    return "process";
  }

  @Override
  public boolean keepsEnded() {
    return false;
  }

  @Override
  public List<FoundReplica> list() {
    return list.list();
  }

  @Override
  public CreatedReplica create(ReplicaOrder order) {
    return create.create(order);
  }

  @Override
  public LiveReplica start(ReplicaHandle handle, ReplicaOrder order) {
    return start.start(handle, order);
  }

  @Override
  public LiveReplica adopt(ReplicaHandle handle, ReplicaOrder order) {
    return start.adopt(handle);
  }

  /**
   * Does nothing, since an ended process is never started again and so never gets another
   * generation.
   */
  @Override
  public void rename(ReplicaHandle handle, ReplicaOrder order) {}

  @Override
  public Exit stop(ReplicaHandle handle, Duration grace) {
    return stop.stop(handle, grace);
  }

  @Override
  public Optional<ChangedFiles> changedFiles(ReplicaHandle handle) {
    return folders.of(handle).flatMap(StateFolder::filesOfWork);
  }

  @Override
  public List<String> logs(ReplicaHandle handle, int lines) {
    return logs.read(handle, lines);
  }

  @Override
  public void remove(ReplicaHandle handle) {
    folders.of(handle).ifPresent(remove::remove);
    folders.aside(handle).ifPresent(remove::finish);
  }

  @Override
  public void watch(Runnable missed) {
    watch.start();
  }

  @Override
  public void close() {
    watch.close();
  }
}
