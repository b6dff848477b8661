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
 */
public record Driver(Kind kind, String why, String storageHost) {

  private static final String LOOPBACK = "127.0.0.1";
  private static final String BRIDGE =
      "{{index .Options \"com.docker.network.bridge.name\"}} "
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
      return new Driver(Kind.PROCESS, "the data here was made with it", LOOPBACK);
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
      return new Driver(Kind.PROCESS, "asked for with --driver process", LOOPBACK);
    }
    Optional<String> version = docker.ask("version", "--format", "{{.Server.Version}}");
    if (version.isEmpty()) {
      return withoutDocker(choice, "no Docker engine answers");
    }
    Optional<String> gateway =
        docker
            .ask("network", "inspect", "bridge", "--format", BRIDGE)
            .flatMap(Driver::addressOfThisMachine);
    if (gateway.isEmpty()) {
      return withoutDocker(
          choice,
          "the gateway of the Docker engine's bridge is no address of this machine, so containers"
              + " could not reach S3 and PostgreSQL here");
    }
    return new Driver(Kind.DOCKER, "Docker engine " + version.get() + " answers", gateway.get());
  }

  private static Driver withoutDocker(Options.DriverChoice choice, String why) throws CannotStart {
    if (choice == Options.DriverChoice.DOCKER) {
      throw new CannotStart(
          "--driver docker cannot be used: " + why + "; start an engine, or use --driver process");
    }
    return new Driver(Kind.PROCESS, why, LOOPBACK);
  }

  /**
   * The address of the bridge on this machine.
   *
   * @param bridge the name of its interface and, not from every engine, the gateway's address
   */
  private static Optional<String> addressOfThisMachine(String bridge) {
    String[] words = bridge.split(" ", 2);
    try {
      if (words.length == 2 && !words[1].isBlank()) {
        return NetworkInterface.getByInetAddress(InetAddress.getByName(words[1])) == null
            ? Optional.empty()
            : Optional.of(words[1]);
      }
      NetworkInterface named = NetworkInterface.getByName(words[0]);
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
