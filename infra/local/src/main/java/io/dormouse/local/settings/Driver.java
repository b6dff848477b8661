package io.dormouse.local.settings;

import io.dormouse.local.supervision.CannotStart;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Locale;
import java.util.Optional;

/**
 * The driver that runs the replicas.
 *
 * @param why the reason, in words for a person
 * @param storageHost the address of this machine at which replicas reach S3 and PostgreSQL
 * @param network the Docker network of the containers; means nothing for processes
 */
public record Driver(Kind kind, String why, String storageHost, String network) {

  /** The host agent makes it, so that containers cannot reach one another in it. */
  public static final String OWN_NETWORK = "dormouse";

  /** The engine's own network. */
  public static final String BRIDGE = "bridge";

  private static final String LOOPBACK = "127.0.0.1";
  private static final String OF_THE_BRIDGE =
      "{{index .Options \"com.docker.network.bridge.name\"}} "
          + "{{index .Options \"com.docker.network.bridge.enable_icc\"}} "
          + "{{.EnableIPv6}} "
          + "{{with (index .IPAM.Config 0).Gateway}}{{.}}{{end}}";

  /** The two drivers of the host agent. */
  public enum Kind {
    DOCKER,
    PROCESS;

    /** As the host agent's flag wants it. */
    public String flag() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Takes the driver that was asked for; {@code auto} takes Docker when it can be used, or the one
   * that the data was made with.
   *
   * @param keptHost the address that the credentials of tenants name so far; empty with new data
   * @throws CannotStart when the driver cannot be used, or does not reach that address, with the
   *     reason
   */
  public static Driver choose(
      Options.DriverChoice choice, DockerCommand docker, Optional<String> keptHost)
      throws CannotStart {
    if (choice == Options.DriverChoice.AUTO && keptHost.equals(Optional.of(LOOPBACK))) {
      return new Driver(Kind.PROCESS, "the data here was made with it", LOOPBACK, OWN_NETWORK);
    }
    Driver driver = choose(choice, docker);
    if (!driver.storageHost().equals(keptHost.orElse(driver.storageHost()))) {
      throw new CannotStart(
          "expected S3 and PostgreSQL at %s, which the credentials of the tenants name; with driver %s (%s) they are at %s: use the driver of before, --fresh to begin anew, or --data DIR"
              .formatted(keptHost.get(), driver.kind().flag(), driver.why(), driver.storageHost()));
    }
    return driver;
  }

  private static Driver choose(Options.DriverChoice choice, DockerCommand docker)
      throws CannotStart {
    if (choice == Options.DriverChoice.PROCESS) {
      return new Driver(Kind.PROCESS, "asked for with --driver process", LOOPBACK, OWN_NETWORK);
    }
    Optional<String> version = docker.ask("version", "--format", "{{.Server.Version}}");
    if (version.isEmpty()) {
      return withoutDocker(choice, "no Docker engine answers");
    }
    Optional<Bridge> bridge =
        docker.ask("network", "inspect", BRIDGE, "--format", OF_THE_BRIDGE).map(Bridge::of);
    Optional<String> gateway = bridge.flatMap(Driver::addressOfThisMachine);
    if (gateway.isEmpty()) {
      return withoutDocker(
          choice,
          "the gateway of the Docker engine's bridge is no address of this machine, so containers"
              + " could not reach S3 and PostgreSQL here");
    }
    return new Driver(
        Kind.DOCKER,
        "Docker engine " + version.get() + " answers",
        gateway.get(),
        bridge.get().keepsApart() ? BRIDGE : OWN_NETWORK);
  }

  private static Driver withoutDocker(Options.DriverChoice choice, String why) throws CannotStart {
    if (choice == Options.DriverChoice.DOCKER) {
      throw new CannotStart(
          "--driver docker cannot be used: " + why + "; start an engine, or use --driver process");
    }
    return new Driver(Kind.PROCESS, why, LOOPBACK, OWN_NETWORK);
  }

  /**
   * The engine's own network.
   *
   * @param betweenContainers {@code false} when its containers cannot reach one another
   * @param gateway empty from some engines
   */
  private record Bridge(String name, String betweenContainers, String ipv6, String gateway) {

    static Bridge of(String answer) {
      String[] words = (answer + "    ").split(" ", 5);
      return new Bridge(words[0], words[1], words[2], words[3]);
    }

    /** The engine's rule is for IPv4 only. */
    boolean keepsApart() {
      return betweenContainers.equals("false") && ipv6.equals("false");
    }
  }

  private static Optional<String> addressOfThisMachine(Bridge bridge) {
    try {
      if (!bridge.gateway().isEmpty()) {
        return NetworkInterface.getByInetAddress(InetAddress.getByName(bridge.gateway())) == null
            ? Optional.empty()
            : Optional.of(bridge.gateway());
      }
      NetworkInterface named = NetworkInterface.getByName(bridge.name());
      return named == null
          ? Optional.empty()
          : named
              .inetAddresses()
              .filter(Inet4Address.class::isInstance)
              .map(InetAddress::getHostAddress)
              .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
