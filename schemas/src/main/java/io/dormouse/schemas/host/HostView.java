package io.dormouse.schemas.host;

import java.time.Instant;

/**
 * A host as the scheduler sees it.
 *
 * @param memoryReservedBytes what the scheduler counts as reserved: what runs, and what is on its
 *     way
 */
public record HostView(
    HostId host,
    PoolName pool,
    String driver,
    int cores,
    long memoryBudgetBytes,
    long memoryReservedBytes,
    int replicas,
    Instant lastReport) {

  public long memoryFreeBytes() {
    return memoryBudgetBytes - memoryReservedBytes;
  }
}
