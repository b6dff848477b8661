package io.dormouse.language.host;

import java.util.List;

/**
 * A host's heartbeat.
 *
 * @param incarnation changes when the agent starts anew
 * @param driver {@code docker} or {@code process}
 * @param memoryBudgetBytes memory that all replicas together may reserve
 */
public record HostReport(
    HostId host,
    PoolName pool,
    String incarnation,
    String driver,
    int cores,
    long memoryBudgetBytes,
    List<HeldReplica> replicas) {

  public HostReport {
    replicas = List.copyOf(replicas);
  }

  /** Bytes that its replicas have reserved by the host's own count. */
  public long memoryReservedBytes() {
    return replicas.stream().mapToLong(HeldReplica::memoryBytes).sum();
  }
}
