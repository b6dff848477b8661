package io.dormouse.language.host;

import io.dormouse.language.blueprint.ReplicaSpec;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.instance.ReplicaId;
import io.dormouse.language.resources.SealedCredentials;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Desired state of one replica on one host. The newest command per replica counts; without one
 * nothing of the replica should exist.
 */
public sealed interface HostCommand {

  HostId host();

  ReplicaId replica();

  /** The fence: an agent ignores commands of an older generation than the newest it has seen. */
  long generation();

  /**
   * The replica should run.
   *
   * @param credentials its own credentials, or null if the host's environment file has shared ones
   * @param domain domain under which the application can expect requests, or null for none
   */
  record RunReplica(
      HostId host,
      ReplicaId replica,
      long generation,
      ReplicaSpec spec,
      Instant commandedAt,
      @Nullable SealedCredentials credentials,
      @Nullable DomainName domain)
      implements HostCommand {

    /** Longest time to pull an image before the start begins to count. */
    public static final Duration LONGEST_PULL = Duration.ofMinutes(15);

    /** A command for an instance without a domain. */
    public RunReplica(
        HostId host,
        ReplicaId replica,
        long generation,
        ReplicaSpec spec,
        Instant commandedAt,
        @Nullable SealedCredentials credentials) {
      this(host, replica, generation, spec, commandedAt, credentials, null);
    }
  }

  /**
   * The replica should not run.
   *
   * @param grace time for the application to end by itself
   * @param discard true if no container of any generation is to be kept for a quick start
   */
  record StopReplica(
      HostId host, ReplicaId replica, long generation, Duration grace, boolean discard)
      implements HostCommand {}
}
