package io.dormouse.agents.host.driver;

import io.dormouse.language.blueprint.ReplicaSpec;
import io.dormouse.language.instance.ReplicaId;
import java.util.Map;
import java.util.TreeSet;

/**
 * Order to a driver to make a replica.
 *
 * @param environment all of it but what the driver alone knows, such as the port
 * @param credentials version of the instance's own credentials in the environment, 0 for none
 * @param specHash the same for all that could be run by the same container
 */
public record ReplicaOrder(
    ReplicaId replica,
    long generation,
    ReplicaSpec spec,
    Map<String, String> environment,
    long credentials,
    String specHash) {

  public ReplicaOrder {
    environment = Map.copyOf(environment);
  }

  /** Without the values of variables: some are secrets. */
  @Override
  public String toString() {
    return "ReplicaOrder[%s, generation %d, %s, variables %s]"
        .formatted(replica, generation, spec.image(), new TreeSet<>(environment.keySet()));
  }
}
