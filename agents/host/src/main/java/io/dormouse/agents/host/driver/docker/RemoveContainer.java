package io.dormouse.agents.host.driver.docker;

import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import io.dormouse.agents.host.driver.ReplicaHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes a container, running or not, and its anonymous volumes. */
final class RemoveContainer {

  private static final Logger LOG = LoggerFactory.getLogger(RemoveContainer.class);

  private final DockerEngine engine;

  RemoveContainer(DockerEngine engine) {
    this.engine = engine;
  }

  void remove(ReplicaHandle handle) {
    DockerEngine.call(
        "remove a container",
        () -> {
          try {
            engine
                .calls()
                .removeContainerCmd(handle.value())
                .withForce(true)
                .withRemoveVolumes(true)
                .exec();
          } catch (NotFoundException | ConflictException e) {
            LOG.atDebug()
                .setMessage("it is gone, or being removed")
                .addKeyValue("handle", handle)
                .log();
          }
          return handle;
        });
  }
}
