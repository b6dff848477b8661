package io.dormouse.schemas.host;

import io.dormouse.schemas.blueprint.ReplicaSpec;
import io.dormouse.schemas.instance.ReplicaId;
import java.time.Duration;
import java.time.Instant;

/**
 * What one replica on one host should be. The newest per replica counts; none means that nothing of
 * it should be there.
 */
public sealed interface HostCommand {

  HostId host();

  ReplicaId replica();

  /** Fences: an agent does not follow a command of an older generation than one it has seen. */
  long generation();

  /** The replica should run. */
  record RunReplica(
      HostId host, ReplicaId replica, long generation, ReplicaSpec spec, Instant commandedAt)
      implements HostCommand {}

  /**
   * The replica should not run.
   *
   * @param grace how long the application may take to end by itself
   */
  record StopReplica(HostId host, ReplicaId replica, long generation, Duration grace)
      implements HostCommand {}
}
