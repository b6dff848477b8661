package io.dormouse.agents.host.driver.docker.container;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Network;
import io.dormouse.agents.host.driver.docker.engine.DockerEngine;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The network of all containers, one for all tenants: an engine has room for some thirty networks.
 * Containers in it cannot reach one another; this host reaches each of them, and they reach this
 * host and the world. It is made if the engine has none of its name. A network that somebody else
 * made is used as it is, with a warning if containers can reach one another in it.
 */
public final class ReplicaNetwork {

  private static final Logger LOG = LoggerFactory.getLogger(ReplicaNetwork.class);
  private static final String BETWEEN_CONTAINERS = "com.docker.network.bridge.enable_icc";
  private static final String INTERFACE = "com.docker.network.bridge.name";

  private static final Duration SHOWN_WITHIN = Duration.ofSeconds(5);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  private final DockerEngine engine;
  private final String name;
  private volatile boolean present;

  public ReplicaNetwork(DockerEngine engine, String name) {
    this.engine = engine;
    this.name = name;
  }

  String name() {
    return name;
  }

  /** Returns when the engine has the network; only the first time asks the engine. */
  void require() {
    if (!present) {
      DockerEngine.call("make the network " + name, this::findOrMake);
      present = true;
    }
  }

  /** Makes the next {@link #require} look for the network again, since it may be gone. */
  void forget() {
    present = false;
  }

  private synchronized Network findOrMake() {
    try {
      Network found = find();
      Map<String, String> options = Objects.requireNonNullElse(found.getOptions(), Map.of());
      if (!"false".equals(options.get(BETWEEN_CONTAINERS))) {
        LOG.atWarn()
            .setMessage("containers of different tenants may reach one another in this network")
            .addKeyValue("network", name)
            .addKeyValue("expected", BETWEEN_CONTAINERS + "=false")
            .log();
      }
      return found;
    } catch (NotFoundException e) {
      return make();
    }
  }

  /**
   * Makes the network with an interface of its own name. An engine accepts two networks with the
   * same name, but not two with the same interface.
   */
  private Network make() {
    try {
      engine
          .calls()
          .createNetworkCmd()
          .withName(name)
          .withDriver("bridge")
          .withOptions(Map.of(BETWEEN_CONTAINERS, "false", INTERFACE, interfaceName()))
          .withCheckDuplicate(true)
          .exec();
      LOG.atInfo().setMessage("network made").addKeyValue("network", name).log();
      return find();
    } catch (DockerException e) {
      return foundAfter(e);
    }
  }

  /** The engine refuses the second of two networks a moment before it shows the first. */
  private Network foundAfter(DockerException refusal) {
    long end = System.nanoTime() + SHOWN_WITHIN.toNanos();
    while (true) {
      try {
        Network made = find();
        LOG.atDebug().setMessage("another agent made it").addKeyValue("network", name).log();
        return made;
      } catch (NotFoundException e) {
        if (System.nanoTime() > end) {
          throw refusal;
        }
        LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
      }
    }
  }

  /**
   * An interface name in the engine's form, at most 15 characters, derived from the network's name.
   */
  private String interfaceName() {
    UUID ofName = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    return "br-" + ofName.toString().replace("-", "").substring(0, 12);
  }

  private Network find() {
    return engine.calls().inspectNetworkCmd().withNetworkId(name).exec();
  }
}
