package io.dormouse.agents.host.driver.docker;

import io.dormouse.agents.host.driver.ReplicaHandle;
import io.dormouse.agents.host.driver.ReplicaOrder;
import io.dormouse.language.host.HostId;

/** Gives a container that was started again the name with its new generation. */
final class RenameContainer {

  private final DockerEngine engine;
  private final HostId host;

  RenameContainer(DockerEngine engine, HostId host) {
    this.engine = engine;
    this.host = host;
  }

  void rename(ReplicaHandle handle, ReplicaOrder order) {
    String name = ContainerName.of(host, order.replica(), order.generation());
    DockerEngine.call(
        "rename a container to " + name,
        () -> engine.calls().renameContainerCmd(handle.value()).withName(name).exec());
  }
}
