package io.dormouse.language.instance;

import io.dormouse.language.blueprint.BlueprintId;
import io.dormouse.language.blueprint.PassivationPolicy;
import io.dormouse.language.cause.Cause;
import io.dormouse.language.cause.PlacementInputs;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.host.HostId;
import io.dormouse.language.owner.OwnerId;
import io.dormouse.language.owner.PlanId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Commands to an instance. */
public sealed interface InstanceCommand {

  /**
   * Makes a new instance, asleep.
   *
   * @param passivation policy instead of the blueprint's, or null to follow the blueprint
   * @param domain the host name wanted, or null for the id under the base domain
   * @param plan the owner's, or null for one that never ends
   */
  record CreateInstance(
      BlueprintId blueprint,
      @Nullable PassivationPolicy passivation,
      @Nullable DomainName domain,
      OwnerId owner,
      @Nullable PlanId plan)
      implements InstanceCommand {}

  /** Wakes a sleeping instance. */
  record WakeInstance(Cause cause) implements InstanceCommand {}

  /** Puts a running instance to sleep now, idle or not. */
  record PassivateInstance(Cause cause) implements InstanceCommand {}

  /** Stops an instance so that no request wakes it. */
  record StopInstance(Cause cause) implements InstanceCommand {}

  /**
   * Stops an instance for good. It can be restored for a while, then it is removed.
   *
   * @param export true if its data is to be written to an archive first
   * @param grace time in which it can be restored, or null for the usual one
   */
  record DeleteInstance(Cause cause, boolean export, @Nullable Duration grace)
      implements InstanceCommand {

    public static final Duration LONGEST_GRACE = Duration.ofDays(3650);

    public DeleteInstance {
      if (grace != null && (grace.isNegative() || grace.compareTo(LONGEST_GRACE) > 0)) {
        throw new IllegalArgumentException(
            "Expected a grace from 0s to %dd, but got %s."
                .formatted(LONGEST_GRACE.toDays(), grace));
      }
    }
  }

  /** Brings a deleted instance back, asleep. */
  record RestoreInstance(Cause cause) implements InstanceCommand {}

  /** Asks the provisioner to repeat the request that it gave up. */
  record RetryResources(Cause cause) implements InstanceCommand {}

  /** Puts the instance on another plan, whose time begins now. */
  record ChangePlan(PlanId plan) implements InstanceCommand {}

  /**
   * Changes the passivation policy of the instance.
   *
   * @param passivation its own policy, or null for its blueprint's, which it then follows
   */
  record ChangePolicy(@Nullable PassivationPolicy passivation) implements InstanceCommand {}

  /**
   * The scheduler's answer to a placement request.
   *
   * @param request the number of the request that is answered
   */
  record PlaceReplica(ReplicaId replica, long request, HostId host, PlacementInputs inputs)
      implements InstanceCommand {}

  /** The scheduler's news that the host of a replica is lost. */
  record LoseReplica(ReplicaId replica, long generation, HostId host) implements InstanceCommand {}

  /** A domain was claimed for the instance. */
  record AddDomain(DomainName domain) implements InstanceCommand {}

  /** A domain was taken from the instance. */
  record RemoveDomain(DomainName domain) implements InstanceCommand {}
}
