package io.dormouse.agents.host.driver.docker.container;

import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.LogConfig.LoggingType;
import com.github.dockerjava.api.model.RestartPolicy;
import io.dormouse.agents.host.driver.CreatedReplica;
import io.dormouse.agents.host.driver.ReplicaHandle;
import io.dormouse.agents.host.driver.ReplicaOrder;
import io.dormouse.agents.host.driver.docker.engine.DockerEngine;
import io.dormouse.agents.host.driver.docker.image.Images;
import io.dormouse.language.blueprint.ReplicaSpec;
import io.dormouse.language.host.HostId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Creates a container: limited in memory, cpu, processes and log, with few capabilities, without
 * new privileges, without published ports, behind an init process, never restarted by the engine.
 */
public final class CreateContainer {

  private static final long NANOS_PER_CPU_MILLI = 1_000_000;
  private static final long MOST_PROCESSES = 512;

  /**
   * The engine's default capabilities without those that let a tenant harm others: raw sockets,
   * device nodes, the audit log, capabilities of files, another root. Images that begin as root and
   * switch to a user of their own need the rest.
   */
  private static final Capability[] CAPABILITIES = {
    Capability.CHOWN,
    Capability.DAC_OVERRIDE,
    Capability.FOWNER,
    Capability.FSETID,
    Capability.KILL,
    Capability.NET_BIND_SERVICE,
    Capability.SETGID,
    Capability.SETPCAP,
    Capability.SETUID
  };

  private final DockerEngine engine;
  private final Images images;
  private final HostId host;
  private final ReplicaNetwork network;

  public CreateContainer(DockerEngine engine, Images images, HostId host, ReplicaNetwork network) {
    this.engine = engine;
    this.images = images;
    this.host = host;
    this.network = network;
  }

  public CreatedReplica create(ReplicaOrder order) {
    String image = order.spec().image();
    images.require(image);
    Instant imagePresent = Instant.now();
    network.require();
    String id = DockerEngine.call("create a container", () -> create(order, image));
    return new CreatedReplica(new ReplicaHandle(id), imagePresent);
  }

  private String create(ReplicaOrder order, String image) {
    try {
      return engine
          .calls()
          .createContainerCmd(image)
          .withName(ContainerName.of(host, order.replica(), order.generation()))
          .withLabels(ContainerLabels.of(host, order).asMap())
          .withEnv(environment(order))
          .withStopTimeout((int) order.spec().stopGrace().toSeconds())
          .withHostConfig(limits(order.spec()))
          .exec()
          .getId();
    } catch (NotFoundException e) {
      throw images.missing(image, e);
    }
  }

  /**
   * Variables of the container. The generation is not among them, since a container that is started
   * again keeps its environment.
   */
  private static List<String> environment(ReplicaOrder order) {
    Map<String, String> all = new TreeMap<>(order.environment());
    all.put("PORT", Integer.toString(order.spec().port()));
    return all.entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue()).toList();
  }

  private HostConfig limits(ReplicaSpec spec) {
    return HostConfig.newHostConfig()
        .withMemory(spec.memoryBytes())
        .withMemorySwap(spec.memoryBytes())
        .withNanoCPUs(spec.cpuMillis() * NANOS_PER_CPU_MILLI)
        .withPidsLimit(MOST_PROCESSES)
        .withSecurityOpts(List.of("no-new-privileges"))
        .withCapDrop(Capability.ALL)
        .withCapAdd(CAPABILITIES)
        .withInit(true)
        .withLogConfig(
            new LogConfig(LoggingType.JSON_FILE, Map.of("max-size", "10m", "max-file", "2")))
        .withRestartPolicy(RestartPolicy.noRestart())
        .withNetworkMode(network.name());
  }
}
