package io.dormouse.agents.host.driver;

import io.dormouse.language.blueprint.ReplicaSpec;
import io.dormouse.language.instance.ReplicaId;
import java.util.Map;
import java.util.TreeSet;

/**
 * Order to a driver to make a replica.
 *
 * @param environment all variables except those that only the driver knows, such as the port
 * @param credentials version of the instance's own credentials in the environment, 0 for none
 * @param specHash equal for all orders that the same container could serve
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

  /** Leaves out the values of variables, since some are secrets. */
  @Override
  public String toString() {
    return "ReplicaOrder[%s, generation %d, %s, variables %s]"
        .formatted(replica, generation, spec.image(), new TreeSet<>(environment.keySet()));
  }
}
