package io.dormouse.agents.host.reconcile;

import io.dormouse.agents.host.driver.ReplicaOrder;
import io.dormouse.schemas.blueprint.ReplicaSpec;
import io.dormouse.schemas.host.HostCommand.RunReplica;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes orders of commands: the environment is the blueprint's, then this host's for all replicas,
 * then {@code DORMOUSE_INSTANCE} and {@code DORMOUSE_REPLICA}; what comes later wins.
 */
public final class ReplicaOrders {

  private final String hostTraits;
  private final Map<String, String> environment;

  /**
   * @param hostTraits what else a container is made from here, such as the network's name
   * @param environment handed to every replica of this host
   */
  public ReplicaOrders(String hostTraits, Map<String, String> environment) {
    this.hostTraits = hostTraits;
    this.environment = Map.copyOf(environment);
  }

  ReplicaOrder order(RunReplica command) {
    Map<String, String> all = environment(command);
    return new ReplicaOrder(
        command.replica(), command.generation(), command.spec(), all, hash(command.spec(), all));
  }

  /** What a container must have been made from to serve the command. */
  public String specHash(RunReplica command) {
    return hash(command.spec(), environment(command));
  }

  private Map<String, String> environment(RunReplica command) {
    Map<String, String> all = new TreeMap<>(command.spec().environment());
    all.putAll(environment);
    all.put("DORMOUSE_INSTANCE", command.replica().instance().value());
    all.put("DORMOUSE_REPLICA", command.replica().toString());
    return all;
  }

  private String hash(ReplicaSpec spec, Map<String, String> all) {
    StringBuilder text = new StringBuilder(hostTraits);
    text.append('\0').append(spec.image());
    text.append('\0').append(spec.memoryBytes());
    text.append('\0').append(spec.cpuMillis());
    text.append('\0').append(spec.port());
    new TreeMap<>(all)
        .forEach((name, value) -> text.append('\0').append(name).append('=').append(value));
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(text.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
