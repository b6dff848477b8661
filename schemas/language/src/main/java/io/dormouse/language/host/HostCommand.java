package io.dormouse.language.host;

import io.dormouse.language.blueprint.ReplicaSpec;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.instance.ReplicaId;
import io.dormouse.language.resources.SealedCredentials;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Desired state of one replica on one host. The newest per replica counts; none means that nothing
 * of it should be there.
 */
public sealed interface HostCommand {

  HostId host();

  ReplicaId replica();

  /** Fences: an agent does not follow a command of an older generation than one it has seen. */
  long generation();

  /**
   * The replica should run.
   *
   * @param credentials its own, or null where the host's environment file has those of all
   * @param domain by which the application may expect to be asked, or null for none
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

    /** For an instance without a domain. */
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
   * @param discard true if nothing of it is to be kept for a quick start, of no generation
   */
  record StopReplica(
      HostId host, ReplicaId replica, long generation, Duration grace, boolean discard)
      implements HostCommand {}
}
