package io.dormouse.edge.endurance;

import io.netty.util.internal.PlatformDependent;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;

/** The memory of this process, in bytes. */
public final class Memory {

  private Memory() {}

  /** Direct buffers of the JDK, and those that Netty allocates past it. */
  static long direct() {
    return Math.max(0, PlatformDependent.usedDirectMemory()) + ofTheJdk();
  }

  /** The used heap after a collection. */
  public static long heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static long ofTheJdk() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }
}
