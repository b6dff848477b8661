package io.dormouse.agents.provisioner.s3.bucket;

import io.dormouse.language.resources.ResourceId;
import java.util.Optional;

/** Finds the tenant that a name belongs to. */
public final class BucketNames {

  private BucketNames() {}

  /** The id after the prefix; empty if the name is not one of a tenant. */
  public static Optional<ResourceId> resourceOf(String name, String prefix) {
    if (!name.startsWith(prefix)) {
      return Optional.empty();
    }
    try {
      return Optional.of(new ResourceId(name.substring(prefix.length())));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
