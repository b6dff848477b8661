package io.dormouse.language.host;

import java.time.Instant;

/**
 * A host as the scheduler sees it.
 *
 * @param memoryReservedBytes memory that the scheduler counts as reserved, for replicas that run or
 *     are on their way
 * @param held true if its room is kept for a replica that has waited long, so that nothing else is
 *     placed there
 * @param life nothing is placed on a host that does not report
 */
public record HostView(
    HostId host,
    PoolName pool,
    String driver,
    int cores,
    long memoryBudgetBytes,
    long memoryReservedBytes,
    int replicas,
    Instant lastReport,
    boolean held,
    HostLife life) {

  /** A host that reports. */
  public HostView(
      HostId host,
      PoolName pool,
      String driver,
      int cores,
      long memoryBudgetBytes,
      long memoryReservedBytes,
      int replicas,
      Instant lastReport,
      boolean held) {
    this(
        host,
        pool,
        driver,
        cores,
        memoryBudgetBytes,
        memoryReservedBytes,
        replicas,
        lastReport,
        held,
        HostLife.REPORTING);
  }

  /** The view without one replica of that size, whose room is for its successor. */
  public HostView without(long memoryBytes) {
    return new HostView(
        host,
        pool,
        driver,
        cores,
        memoryBudgetBytes,
        Math.max(0, memoryReservedBytes - memoryBytes),
        Math.max(0, replicas - 1),
        lastReport,
        false,
        life);
  }

  public long memoryFreeBytes() {
    return memoryBudgetBytes - memoryReservedBytes;
  }
}
