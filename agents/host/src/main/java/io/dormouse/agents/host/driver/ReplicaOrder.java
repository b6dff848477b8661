package io.dormouse.agents.host.driver;

import io.dormouse.schemas.blueprint.ReplicaSpec;
import io.dormouse.schemas.instance.ReplicaId;
import java.util.Map;

/**
 * What a driver makes a replica from.
 *
 * @param environment all of it but what the driver alone knows, such as the port
 * @param specHash the same for all that could be run by the same container
 */
public record ReplicaOrder(
    ReplicaId replica,
    long generation,
    ReplicaSpec spec,
    Map<String, String> environment,
    String specHash) {

  public ReplicaOrder {
    environment = Map.copyOf(environment);
  }
}
