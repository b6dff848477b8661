package io.dormouse.edge.endurance;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** The file descriptors of this process; each connection has one. */
final class OpenFiles {

  private OpenFiles() {}

  static long count() {
    return system().getOpenFileDescriptorCount();
  }

  /** The most files that it may have open. */
  static long most() {
    return system().getMaxFileDescriptorCount();
  }

  private static UnixOperatingSystemMXBean system() {
    return (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  }
}
