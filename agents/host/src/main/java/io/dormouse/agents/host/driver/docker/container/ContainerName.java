package io.dormouse.agents.host.driver.docker.container;

import io.dormouse.language.host.HostId;
import io.dormouse.language.instance.ReplicaId;
import java.util.OptionalLong;

/**
 * Names a container {@code dormouse-host-1-acme.0-g7}: the name carries the generation that it runs
 * under now, which labels cannot, for they never change.
 */
final class ContainerName {

  private static final String MARK = "-g";

  private ContainerName() {}

  static String of(HostId host, ReplicaId replica, long generation) {
    return "dormouse-" + host + "-" + replica + MARK + generation;
  }

  /** Empty if the name is not one of this form. */
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
