package io.dormouse.schemas.instance;

import io.dormouse.schemas.blueprint.BlueprintId;
import io.dormouse.schemas.blueprint.PassivationPolicy;
import io.dormouse.schemas.domain.DomainName;
import io.dormouse.schemas.host.HostId;
import org.jspecify.annotations.Nullable;

/** What can be asked of an instance. */
public sealed interface InstanceCommand {

  /**
   * Makes a new instance, asleep.
   *
   * @param passivation instead of the blueprint's, or null
   * @param domain the host name wanted, or null for the id under the base domain
   */
  record CreateInstance(
      BlueprintId blueprint,
      @Nullable PassivationPolicy passivation,
      @Nullable DomainName domain,
      OwnerId owner)
      implements InstanceCommand {}

  /** Brings a sleeping instance up. */
  record WakeInstance(Cause cause) implements InstanceCommand {}

  /** Puts a running instance to sleep now, idle or not. */
  record PassivateInstance(Cause cause) implements InstanceCommand {}

  /** Stops an instance so that no request wakes it. */
  record StopInstance(Cause cause) implements InstanceCommand {}

  /** Ends an instance for ever. */
  record DeleteInstance(Cause cause) implements InstanceCommand {}

  /**
   * The scheduler's answer to a placement request.
   *
   * @param request the number of the request that is answered
   */
  record PlaceReplica(ReplicaId replica, long request, HostId host, PlacementInputs inputs)
      implements InstanceCommand {}

  /** A domain was claimed for the instance. */
  record AddDomain(DomainName domain) implements InstanceCommand {}

  /** A domain was taken from the instance. */
  record RemoveDomain(DomainName domain) implements InstanceCommand {}
}
