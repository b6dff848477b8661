package io.dormouse.agents.host.driver.docker;

import io.dormouse.agents.host.driver.CreatedReplica;
import io.dormouse.agents.host.driver.Exit;
import io.dormouse.agents.host.driver.FoundReplica;
import io.dormouse.agents.host.driver.LiveReplica;
import io.dormouse.agents.host.driver.ReplicaDriver;
import io.dormouse.agents.host.driver.ReplicaHandle;
import io.dormouse.agents.host.driver.ReplicaOrder;
import io.dormouse.agents.host.driver.docker.container.ChangedInContainer;
import io.dormouse.agents.host.driver.docker.container.ContainerEnds;
import io.dormouse.agents.host.driver.docker.container.CreateContainer;
import io.dormouse.agents.host.driver.docker.container.InspectContainer;
import io.dormouse.agents.host.driver.docker.container.ListContainers;
import io.dormouse.agents.host.driver.docker.container.ReadLogs;
import io.dormouse.agents.host.driver.docker.container.RemoveContainer;
import io.dormouse.agents.host.driver.docker.container.RenameContainer;
import io.dormouse.agents.host.driver.docker.container.ReplicaNetwork;
import io.dormouse.agents.host.driver.docker.container.StartContainer;
import io.dormouse.agents.host.driver.docker.container.StopContainer;
import io.dormouse.agents.host.driver.docker.container.WatchContainers;
import io.dormouse.agents.host.driver.docker.engine.DockerEngine;
import io.dormouse.agents.host.driver.docker.image.Images;
import io.dormouse.agents.host.driver.docker.image.PullImages;
import io.dormouse.language.host.HostId;
import io.dormouse.language.instance.ChangedFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Replicas as containers of a Docker engine, each reached at its own address in the network. A
 * handle is a container's id.
 */
public final class DockerDriver implements ReplicaDriver {

  private static final Duration GONE_DEADLINE = Duration.ofSeconds(5);

  private final DockerEngine engine;
  private final PullImages pulls;
  private final Images images;
  private final CreateContainer create;
  private final StartContainer start;
  private final RenameContainer rename;
  private final StopContainer stop;
  private final RemoveContainer remove;
  private final ListContainers list;
  private final ReadLogs logs;
  private final ChangedInContainer changes;
  private final WatchContainers watch;

  /** Uses the client's usual credentials and allows ten minutes for a pull. */
  public DockerDriver(DockerEngine engine, HostId host, String networkName) {
    this(engine, host, networkName, Path.of(""), Duration.ofMinutes(10));
  }

  /**
   * Takes over the engine, which is closed with the driver.
   *
   * @param configFolder folder of the client's {@code config.json}; empty is the usual one
   * @param pullTimeout longest time for one image
   */
  public DockerDriver(
      DockerEngine engine,
      HostId host,
      String networkName,
      Path configFolder,
      Duration pullTimeout) {
    this.engine = engine;
    this.pulls = new PullImages(engine, configFolder, pullTimeout);
    ReplicaNetwork network = new ReplicaNetwork(engine, networkName);
    InspectContainer inspect = new InspectContainer(engine, networkName);
    ContainerEnds ends = new ContainerEnds(inspect);
    this.images = new Images(engine, pulls);
    this.create = new CreateContainer(engine, images, host, network);
    this.start = new StartContainer(engine, network, inspect, ends);
    this.rename = new RenameContainer(engine, host);
    this.stop = new StopContainer(engine, ends);
    this.remove = new RemoveContainer(engine, GONE_DEADLINE);
    this.list = new ListContainers(engine, inspect, images, ends, host);
    this.logs = new ReadLogs(engine);
    this.changes = new ChangedInContainer(engine);
    this.watch = new WatchContainers(engine, host, ends);
  }

  @Override
  public String name() {
    return "docker";
  }

  @Override
  public boolean keepsEnded() {
    return true;
  }

  @Override
  public List<FoundReplica> list() {
    return list.list();
  }

  @Override
  public CompletableFuture<Void> fetch(ReplicaOrder order) {
    return images.fetch(order.spec().image());
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
    return start.adopt(handle, order);
  }

  @Override
  public void rename(ReplicaHandle handle, ReplicaOrder order) {
    rename.rename(handle, order);
  }

  @Override
  public Exit stop(ReplicaHandle handle, Duration grace) {
    return stop.stop(handle, grace);
  }

  @Override
  public Optional<ChangedFiles> changedFiles(ReplicaHandle handle) {
    return changes.look(handle);
  }

  @Override
  public List<String> logs(ReplicaHandle handle, int lines) {
    return logs.read(handle, lines);
  }

  @Override
  public void remove(ReplicaHandle handle) {
    remove.remove(handle);
  }

  @Override
  public void watch(Runnable missed) {
    watch.start(missed);
  }

  @Override
  public void close() {
    watch.close();
    pulls.close();
    engine.close();
  }
}
