package io.dormouse.schemas.instance;

import io.dormouse.schemas.blueprint.BlueprintId;
import io.dormouse.schemas.blueprint.PassivationPolicy;
import io.dormouse.schemas.blueprint.ReplicaSpec;
import io.dormouse.schemas.domain.DomainName;
import io.dormouse.schemas.host.HostId;
import io.dormouse.schemas.host.PoolName;
import io.dormouse.schemas.host.StartPhases;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What happened to an instance. Folding all of them in order gives its state. */
public sealed interface InstanceEvent {

  /**
   * The instance exists, with all that its blueprint said at that time.
   *
   * @param domain that is claimed for it
   */
  record InstanceRequested(
      BlueprintId blueprint,
      int blueprintVersion,
      ReplicaSpec spec,
      PassivationPolicy passivation,
      PoolName pool,
      OwnerId owner,
      DomainName domain)
      implements InstanceEvent {}

  /** Its bucket and schema are there: it can be started. */
  record ResourcesProvided(ResourceMode mode) implements InstanceEvent {}

  record DomainAdded(DomainName domain) implements InstanceEvent {}

  record DomainRemoved(DomainName domain) implements InstanceEvent {}

  /** Somebody wants it up. */
  record InstanceWoken(Cause cause) implements InstanceEvent {}

  /**
   * A host was chosen and told to run it.
   *
   * @param sticky whether it is the host that ran it last, chosen without the scheduler
   */
  record ReplicaPlaced(
      ReplicaId replica, long generation, HostId host, boolean sticky, PlacementInputs inputs)
      implements InstanceEvent {}

  /** The host had no room after all; the instance goes to the scheduler. */
  record ReplicaRefused(ReplicaId replica, long generation, HostId host, String reason)
      implements InstanceEvent {}

  /** The replica is ready to serve at the address. */
  record InstanceStarted(
      ReplicaId replica, long generation, HostId host, String address, int port, StartPhases phases)
      implements InstanceEvent {}

  /**
   * A start failed, or a running replica ended by itself.
   *
   * @param host null when none was found
   * @param phases how far the start came, or null when the host did not say
   */
  record InstanceFailed(
      ReplicaId replica,
      long generation,
      @Nullable HostId host,
      Failure failure,
      Backoff backoff,
      @Nullable StartPhases phases)
      implements InstanceEvent {}

  /** Use went on: written at most every five minutes, the totals are since the last of these. */
  record ActivityRecorded(Instant lastUse, long requests, int openConnections)
      implements InstanceEvent {}

  /**
   * It goes to sleep.
   *
   * @param policy version of the rule that decided, or null when it was asked for
   * @param inputs what the rule saw, or null when it was asked for
   */
  record InstancePassivated(
      Cause cause, @Nullable String policy, @Nullable PassivationInputs inputs)
      implements InstanceEvent {}

  /** An operator or owner stopped it. */
  record InstanceStopped(Cause cause) implements InstanceEvent {}

  /** Its end was asked for; it is deleted once no replica of it is left. */
  record InstanceDeleted(Cause cause) implements InstanceEvent {}

  /** The host confirmed that nothing of this generation runs any more. */
  record ReplicaStopped(ReplicaId replica, long generation, HostId host, @Nullable Integer exitCode)
      implements InstanceEvent {}
}
