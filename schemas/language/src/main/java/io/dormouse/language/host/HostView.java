package io.dormouse.language.host;

import java.time.Instant;

/**
 * A host as the scheduler sees it.
 *
 * @param memoryReservedBytes what the scheduler counts as reserved: what runs, and what is on its
 *     way
 * @param held true if its room is kept for a replica that has waited long: nothing else is to be
 *     placed there
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
    boolean held) {

  /** With one replica less, which reserved so much; its room is for its successor. */
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
        false);
  }

  public long memoryFreeBytes() {
    return memoryBudgetBytes - memoryReservedBytes;
  }
}
