package io.dormouse.edge.endurance;

import io.netty.util.internal.PlatformDependent;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;

/** What this process has of memory outside the heap. */
final class Memory {

  private Memory() {}

  /** Buffers of the JDK's, and those that Netty keeps past it, in bytes. */
  static long direct() {
    return Math.max(0, PlatformDependent.usedDirectMemory()) + ofTheJdk();
  }

  private static long ofTheJdk() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }
}
