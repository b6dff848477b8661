package io.dormouse.core.instance;

import io.dormouse.language.domain.DomainCommand;
import io.dormouse.language.host.HostCommand;
import io.dormouse.language.host.PlacementMessage;
import io.dormouse.language.host.PoolName;
import io.dormouse.language.owner.OwnerMessage;
import io.dormouse.language.resources.ResourceCommand;
import io.dormouse.language.topics.HostCommandKey;
import org.jspecify.annotations.Nullable;

/** Commands and messages to others that follow from an event. */
public sealed interface InstanceEffect {

  /**
   * A host's newest command for a replica.
   *
   * @param command null if nothing of the replica should remain
   */
  record ToHost(HostCommandKey key, @Nullable HostCommand command) implements InstanceEffect {}

  /**
   * The provisioner's newest command for an instance.
   *
   * @param command null if there is nothing left to do
   */
  record ToProvisioner(@Nullable ResourceCommand command) implements InstanceEffect {}

  /** News for an owner. */
  record ToOwner(OwnerMessage message) implements InstanceEffect {}

  record ToScheduler(PoolName pool, PlacementMessage message) implements InstanceEffect {}

  record ToDomains(DomainCommand command) implements InstanceEffect {}
}
