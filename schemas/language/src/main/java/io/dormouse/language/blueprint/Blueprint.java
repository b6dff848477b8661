package io.dormouse.language.blueprint;

import io.dormouse.language.command.Actor;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.host.PoolName;
import io.dormouse.language.resources.ResourceMode;
import io.dormouse.language.resources.SeedName;
import org.jspecify.annotations.Nullable;

/**
 * A versioned description from which instances are made.
 *
 * <p>The constructor throws {@link IllegalArgumentException} if the version is below 1, the
 * replicas are not 1 to {@link #MOST_REPLICAS}, or there is a seed for shared resources.
 *
 * @param version grows by one at every change; an instance keeps the version it was made from
 * @param seed sample content for the instance's own resources, or null
 * @param changedBy the command that made this version, or null in a version older than such
 *     commands
 * @param changer the one who sent it, or null if that is not known
 */
public record Blueprint(
    BlueprintId id,
    int version,
    ReplicaSpec spec,
    int replicas,
    PassivationPolicy passivation,
    PoolName pool,
    ResourceMode resources,
    @Nullable SeedName seed,
    @Nullable CommandId changedBy,
    @Nullable Actor changer) {

  public static final int MOST_REPLICAS = 16;

  public Blueprint {
    if (version < 1) {
      throw new IllegalArgumentException(
          "Expected a blueprint version of 1 or more, but got %d.".formatted(version));
    }
    if (replicas < 1 || replicas > MOST_REPLICAS) {
      throw new IllegalArgumentException(
          "Expected 1 to %d replicas, but got %d.".formatted(MOST_REPLICAS, replicas));
    }
    if (seed != null && resources != ResourceMode.OWN) {
      throw new IllegalArgumentException(
          "Expected a seed only with resources of the instance's own, but got '%s' with %s."
              .formatted(seed, resources));
    }
  }

  /** A version that no command made. */
  public Blueprint(
      BlueprintId id,
      int version,
      ReplicaSpec spec,
      int replicas,
      PassivationPolicy passivation,
      PoolName pool,
      ResourceMode resources,
      @Nullable SeedName seed) {
    this(id, version, spec, replicas, passivation, pool, resources, seed, null, null);
  }
}
