package io.dormouse.agents.host.driver.docker.container;

import io.dormouse.agents.host.driver.ReplicaHandle;
import io.dormouse.agents.host.driver.ReplicaOrder;
import io.dormouse.agents.host.driver.docker.engine.DockerEngine;
import io.dormouse.language.host.HostId;

/** Gives a container that was started again the name with its new generation. */
public final class RenameContainer {

  private final DockerEngine engine;
  private final HostId host;

  public RenameContainer(DockerEngine engine, HostId host) {
    this.engine = engine;
    this.host = host;
  }

  public void rename(ReplicaHandle handle, ReplicaOrder order) {
    String name = ContainerName.of(host, order.replica(), order.generation());
    DockerEngine.call(
        "rename a container to " + name,
        () -> engine.calls().renameContainerCmd(handle.value()).withName(name).exec());
  }
}
