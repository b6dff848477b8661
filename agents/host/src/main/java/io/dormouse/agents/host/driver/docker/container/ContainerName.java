package io.dormouse.agents.host.driver.docker.container;

import io.dormouse.language.host.HostId;
import io.dormouse.language.instance.ReplicaId;
import java.util.OptionalLong;

/**
 * Name of a container, such as {@code dormouse-host-1-acme.0-g7}. It carries the current
 * generation, which labels cannot, since they never change.
 */
final class ContainerName {

  private static final String MARK = "-g";

  private ContainerName() {}

  static String of(HostId host, ReplicaId replica, long generation) {
    return "dormouse-" + host + "-" + replica + MARK + generation;
  }

  /** The generation; empty if the name is not of this form. */
  static OptionalLong generation(String name) {
    int mark = name.lastIndexOf(MARK);
    if (mark < 0) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(name.substring(mark + MARK.length())));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
