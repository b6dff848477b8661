package io.dormouse.agents.host.driver.docker.container;

import io.dormouse.agents.host.driver.ReplicaOrder;
import io.dormouse.language.host.HostId;
import io.dormouse.language.instance.ReplicaId;
import java.util.Map;
import java.util.Objects;

/**
 * Description of a container in its labels.
 *
 * @param generation that it was created with; its name has the current one
 * @param credentials version of the instance's own credentials in its environment, 0 for none
 * @param image name of the image at that time
 */
public record ContainerLabels(
    HostId host,
    ReplicaId replica,
    long generation,
    String image,
    String specHash,
    long credentials,
    long memoryBytes) {

  static final String HOST = "io.dormouse.host";
  private static final String INSTANCE = "io.dormouse.instance";
  private static final String REPLICA = "io.dormouse.replica";
  private static final String GENERATION = "io.dormouse.generation";
  private static final String IMAGE = "io.dormouse.image";
  private static final String SPEC = "io.dormouse.spec";
  private static final String CREDENTIALS = "io.dormouse.credentials";
  private static final String MEMORY = "io.dormouse.memory";

  public static ContainerLabels of(HostId host, ReplicaOrder order) {
    return new ContainerLabels(
        host,
        order.replica(),
        order.generation(),
        order.spec().image(),
        order.specHash(),
        order.credentials(),
        order.spec().memoryBytes());
  }

  /**
   * Reads labels; throws {@link IllegalArgumentException} if they are not of the form that agents
   * write.
   */
  static ContainerLabels parse(Map<String, String> labels) {
    return new ContainerLabels(
        new HostId(value(labels, HOST)),
        ReplicaId.parse(value(labels, REPLICA)),
        Long.parseLong(value(labels, GENERATION)),
        value(labels, IMAGE),
        value(labels, SPEC),
        Long.parseLong(labels.getOrDefault(CREDENTIALS, "0")),
        Long.parseLong(value(labels, MEMORY)));
  }

  public Map<String, String> asMap() {
    return Map.of(
        HOST, host.value(),
        INSTANCE, replica.instance().value(),
        REPLICA, replica.toString(),
        GENERATION, Long.toString(generation),
        IMAGE, image,
        SPEC, specHash,
        CREDENTIALS, Long.toString(credentials),
        MEMORY, Long.toString(memoryBytes));
  }

  private static String value(Map<String, String> labels, String name) {
    return Objects.requireNonNullElse(labels.get(name), "");
  }
}
