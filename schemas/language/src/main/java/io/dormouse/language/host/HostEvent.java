package io.dormouse.language.host;

import java.time.Instant;

/** Change of a host's life in a pool. */
public sealed interface HostEvent {

  HostId host();

  PoolName pool();

  /** Time at which the broker took the host's newest report. */
  Instant lastReport();

  /** The host reported to the pool for the first time. */
  record HostJoined(HostId host, PoolName pool, Instant lastReport) implements HostEvent {}

  /** The host is silent; nothing is placed on it until it returns. */
  record HostSuspected(HostId host, PoolName pool, Instant lastReport) implements HostEvent {}

  /** The host reported again after it was suspect or lost. */
  record HostReturned(HostId host, PoolName pool, Instant lastReport) implements HostEvent {}

  /** The host has been silent for so long that its replicas count as lost. */
  record HostLost(HostId host, PoolName pool, Instant lastReport) implements HostEvent {}
}
