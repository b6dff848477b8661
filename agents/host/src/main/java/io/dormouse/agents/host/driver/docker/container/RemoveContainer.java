package io.dormouse.agents.host.driver.docker.container;

import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import io.dormouse.agents.host.driver.DriverException;
import io.dormouse.agents.host.driver.ReplicaHandle;
import io.dormouse.agents.host.driver.docker.engine.DockerEngine;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes a container, running or not, and its anonymous volumes. The engine answers with a
 * conflict while another removal is under way. That one may still fail, so the engine is asked
 * until the container is gone.
 */
public final class RemoveContainer {

  private static final Logger LOG = LoggerFactory.getLogger(RemoveContainer.class);
  private static final Duration ASK_AGAIN = Duration.ofMillis(50);

  private final DockerEngine engine;
  private final Duration deadline;

  /**
   * @param deadline longest time that another removal may take
   */
  public RemoveContainer(DockerEngine engine, Duration deadline) {
    this.engine = engine;
    this.deadline = deadline;
  }

  public void remove(ReplicaHandle handle) {
    long end = System.nanoTime() + deadline.toNanos();
    while (!isGone(handle)) {
      if (System.nanoTime() > end) {
        throw new DriverException(
            "Expected the container to be gone within %s, but its removal is under way: %s."
                .formatted(deadline, handle),
            null);
      }
      try {
        Thread.sleep(ASK_AGAIN);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new DriverException("The agent ends; the container may still be there.", e);
      }
    }
  }

  private boolean isGone(ReplicaHandle handle) {
    return DockerEngine.call(
        "remove a container",
        () -> {
          try {
            engine
                .calls()
                .removeContainerCmd(handle.value())
                .withForce(true)
                .withRemoveVolumes(true)
                .exec();
            return true;
          } catch (NotFoundException e) {
            LOG.atDebug()
                .setMessage("container is gone already")
                .addKeyValue("handle", handle)
                .log();
            return true;
          } catch (ConflictException e) {
            LOG.atDebug()
                .setMessage("container is being removed")
                .addKeyValue("handle", handle)
                .log();
            return false;
          }
        });
  }
}
