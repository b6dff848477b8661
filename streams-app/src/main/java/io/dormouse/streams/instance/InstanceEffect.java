package io.dormouse.streams.instance;

import io.dormouse.schemas.domain.DomainCommand;
import io.dormouse.schemas.host.HostCommand;
import io.dormouse.schemas.host.PlacementMessage;
import io.dormouse.schemas.host.PoolName;
import io.dormouse.schemas.topics.HostCommandKey;
import org.jspecify.annotations.Nullable;

/** What others have to do because of an event. */
public sealed interface InstanceEffect {

  /**
   * What a host should make of a replica from now on.
   *
   * @param command null when nothing of it should be there
   */
  record ToHost(HostCommandKey key, @Nullable HostCommand command) implements InstanceEffect {}

  record ToScheduler(PoolName pool, PlacementMessage message) implements InstanceEffect {}

  record ToDomains(DomainCommand command) implements InstanceEffect {}
}
