package io.dormouse.schemas.blueprint;

import io.dormouse.schemas.host.PoolName;

/**
 * A versioned description that instances are made from.
 *
 * <p>The constructor throws {@link IllegalArgumentException} if the version is below 1 or the
 * replicas are not 1.
 *
 * @param version grows by one at every change; an instance keeps what it was made from
 */
public record Blueprint(
    BlueprintId id,
    int version,
    ReplicaSpec spec,
    int replicas,
    PassivationPolicy passivation,
    PoolName pool) {

  public Blueprint {
    if (version < 1) {
      throw new IllegalArgumentException(
          "Expected a blueprint version of 1 or more, but got %d.".formatted(version));
    }
    if (replicas != 1) {
      throw new IllegalArgumentException(
          "Expected 1 replica, the only number supported yet, but got %d.".formatted(replicas));
    }
  }
}
