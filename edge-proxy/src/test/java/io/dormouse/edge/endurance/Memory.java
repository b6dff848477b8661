package io.dormouse.edge.endurance;

import io.netty.util.internal.PlatformDependent;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;

/** What this process has of memory, in bytes. */
public final class Memory {

  private Memory() {}

  /** Buffers of the JDK's, and those that Netty keeps past it. */
  static long direct() {
    return Math.max(0, PlatformDependent.usedDirectMemory()) + ofTheJdk();
  }

  /** What of the heap is in use, after it was cleared of what is not. */
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
