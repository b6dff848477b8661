package io.dormouse.agents.host.driver.docker.container;

import com.github.dockerjava.api.model.Container;
import io.dormouse.agents.host.driver.Exit;
import io.dormouse.agents.host.driver.FoundReplica;
import io.dormouse.agents.host.driver.FoundState;
import io.dormouse.agents.host.driver.ReplicaHandle;
import io.dormouse.agents.host.driver.docker.engine.DockerEngine;
import io.dormouse.agents.host.driver.docker.image.Images;
import io.dormouse.language.host.HostId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the containers of this host by their labels. */
public final class ListContainers {

  private static final Logger LOG = LoggerFactory.getLogger(ListContainers.class);

  private final DockerEngine engine;
  private final InspectContainer inspect;
  private final Images images;
  private final ContainerEnds ends;
  private final HostId host;

  public ListContainers(
      DockerEngine engine,
      InspectContainer inspect,
      Images images,
      ContainerEnds ends,
      HostId host) {
    this.engine = engine;
    this.inspect = inspect;
    this.images = images;
    this.ends = ends;
    this.host = host;
  }

  public List<FoundReplica> list() {
    images.refresh();
    List<Container> containers =
        DockerEngine.call(
            "list containers",
            () ->
                engine
                    .calls()
                    .listContainersCmd()
                    .withShowAll(true)
                    .withLabelFilter(Map.of(ContainerLabels.HOST, host.value()))
                    .exec());
    List<FoundReplica> found = containers.stream().flatMap(this::found).toList();
    ends.settleAllBut(
        found.stream()
            .filter(one -> one.state() == FoundState.RUNNING)
            .map(FoundReplica::handle)
            .collect(Collectors.toSet()));
    return found;
  }

  private Stream<FoundReplica> found(Container container) {
    ReplicaHandle handle = new ReplicaHandle(container.getId());
    return switch (container.getState()) {
      case "removing" -> found(container, handle, FoundState.GOING, null);
      case "created" -> found(container, handle, FoundState.CREATED, null);
      case "exited", "dead" -> ended(container, handle);
      default -> found(container, handle, FoundState.RUNNING, null);
    };
  }

  private Stream<FoundReplica> ended(Container container, ReplicaHandle handle) {
    Optional<InspectContainer.Seen> seen = inspect.inspect(handle);
    if (seen.isEmpty()) {
      return Stream.empty();
    }
    Exit exit = seen.get().exit();
    return found(container, handle, exit == null ? FoundState.RUNNING : FoundState.ENDED, exit);
  }

  private Stream<FoundReplica> found(
      Container container, ReplicaHandle handle, FoundState state, @Nullable Exit exit) {
    try {
      ContainerLabels labels = ContainerLabels.parse(container.getLabels());
      long generation =
          Stream.of(container.getNames())
              .map(ContainerName::generation)
              .flatMapToLong(some -> some.stream())
              .findFirst()
              .orElse(labels.generation());
      return Stream.of(
          new FoundReplica(
              handle,
              labels.replica(),
              generation,
              state,
              labels.specHash(),
              labels.credentials(),
              images.isOutdated(labels.image(), container.getImageId()),
              labels.memoryBytes(),
              exit));
    } catch (IllegalArgumentException e) {
      LOG.atWarn()
          .setMessage("container with labels of no agent is left alone")
          .addKeyValue("handle", handle)
          .addKeyValue("reason", e.getMessage())
          .log();
      return Stream.empty();
    }
  }
}
