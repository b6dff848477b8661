package io.dormouse.agents.host.driver.docker.container;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.ContainerNetwork;
import io.dormouse.agents.host.driver.Exit;
import io.dormouse.agents.host.driver.ReplicaHandle;
import io.dormouse.agents.host.driver.docker.engine.DockerEngine;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Inspects one container. */
public final class InspectContainer {

  private final DockerEngine engine;
  private final String network;

  public InspectContainer(DockerEngine engine, String network) {
    this.engine = engine;
    this.network = network;
  }

  /**
   * State of a container.
   *
   * @param address address in the agent's network, or else in that of an earlier setting; empty
   *     while it does not run
   * @param exit end of its last run, or null while it runs
   */
  record Seen(String address, @Nullable Exit exit) {}

  /** Empty if there is no such container. */
  Optional<Seen> inspect(ReplicaHandle handle) {
    return DockerEngine.call(
        "inspect a container",
        () -> {
          try {
            return Optional.of(seen(engine.calls().inspectContainerCmd(handle.value()).exec()));
          } catch (NotFoundException e) {
            return Optional.empty();
          }
        });
  }

  private Seen seen(InspectContainerResponse container) {
    boolean running = Boolean.TRUE.equals(container.getState().getRunning());
    return new Seen(
        address(container.getNetworkSettings().getNetworks()),
        running ? null : exit(container.getState()));
  }

  private String address(@Nullable Map<String, ContainerNetwork> networks) {
    if (networks == null) {
      return "";
    }
    ContainerNetwork ours = networks.get(network);
    return (ours == null ? networks.values().stream() : Stream.of(ours))
        .map(ContainerNetwork::getIpAddress)
        .filter(address -> address != null && !address.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static Exit exit(InspectContainerResponse.ContainerState state) {
    Long code = state.getExitCodeLong();
    String finished = state.getFinishedAt();
    return new Exit(
        code == null ? null : code.intValue(),
        false,
        finished == null || finished.isEmpty() ? Instant.EPOCH : Instant.parse(finished));
  }
}
