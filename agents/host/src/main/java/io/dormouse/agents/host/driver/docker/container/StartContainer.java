package io.dormouse.agents.host.driver.docker.container;

import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import io.dormouse.agents.host.driver.DriverException;
import io.dormouse.agents.host.driver.Exit;
import io.dormouse.agents.host.driver.LiveReplica;
import io.dormouse.agents.host.driver.ReplicaHandle;
import io.dormouse.agents.host.driver.ReplicaOrder;
import io.dormouse.agents.host.driver.docker.engine.DockerEngine;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts a container, or takes over a running one. Starting a running container changes nothing.
 */
public final class StartContainer {

  private static final Logger LOG = LoggerFactory.getLogger(StartContainer.class);

  private final DockerEngine engine;
  private final ReplicaNetwork network;
  private final InspectContainer inspect;
  private final ContainerEnds ends;

  public StartContainer(
      DockerEngine engine, ReplicaNetwork network, InspectContainer inspect, ContainerEnds ends) {
    this.engine = engine;
    this.network = network;
    this.inspect = inspect;
    this.ends = ends;
  }

  public LiveReplica start(ReplicaHandle handle, ReplicaOrder order) {
    CompletableFuture<Exit> end = ends.begin(handle);
    DockerEngine.call(
        "start a container",
        () -> {
          try {
            engine.calls().startContainerCmd(handle.value()).exec();
          } catch (NotModifiedException e) {
            LOG.atDebug().setMessage("container runs already").addKeyValue("handle", handle).log();
          } catch (NotFoundException e) {
            network.forget();
            throw e;
          }
          return handle;
        });
    ends.started(handle);
    return live(handle, order, end);
  }

  public LiveReplica adopt(ReplicaHandle handle, ReplicaOrder order) {
    return live(handle, order, ends.of(handle));
  }

  private LiveReplica live(ReplicaHandle handle, ReplicaOrder order, CompletableFuture<Exit> end) {
    InspectContainer.Seen seen =
        inspect
            .inspect(handle)
            .orElseThrow(() -> new DriverException("The container is gone: " + handle, null));
    Exit exit = seen.exit();
    if (exit != null) {
      ends.ended(handle, exit);
    } else if (seen.address().isEmpty()) {
      throw new DriverException(
          "Expected the container in the network of docker.network, but it has no address there.",
          null);
    }
    return new LiveReplica(seen.address(), order.spec().port(), end);
  }
}
