package io.dormouse.core.instance;

import io.dormouse.language.domain.DomainCommand;
import io.dormouse.language.host.HostCommand;
import io.dormouse.language.host.PlacementMessage;
import io.dormouse.language.host.PoolName;
import io.dormouse.language.owner.OwnerMessage;
import io.dormouse.language.resources.ResourceCommand;
import io.dormouse.language.topics.HostCommandKey;
import org.jspecify.annotations.Nullable;

/** What others have to do because of an event. */
public sealed interface InstanceEffect {

  /**
   * What a host should make of a replica from now on.
   *
   * @param command null when nothing of it should be there
   */
  record ToHost(HostCommandKey key, @Nullable HostCommand command) implements InstanceEffect {}

  /**
   * What an instance's resources should be from now on.
   *
   * @param command null when there is nothing to do any more
   */
  record ToProvisioner(@Nullable ResourceCommand command) implements InstanceEffect {}

  /** What concerns an owner. */
  record ToOwner(OwnerMessage message) implements InstanceEffect {}

  record ToScheduler(PoolName pool, PlacementMessage message) implements InstanceEffect {}

  record ToDomains(DomainCommand command) implements InstanceEffect {}
}
