package io.dormouse.language.resources;

import io.dormouse.language.instance.InstanceId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Desired state of an instance's resources. The newest command per instance counts; without one
 * there is nothing left to do.
 */
public sealed interface ResourceCommand {

  InstanceId instance();

  ResourceId resource();

  /**
   * Number that grows with every command of an instance's life; reports on an older one change
   * nothing.
   */
  long request();

  /** The database server that the instance is bound to, or null before it is bound. */
  @Nullable String server();

  /**
   * Bucket and schema exist and are filled once with the seed, and each replica has credentials of
   * its own. Those that are listed are the only valid ones: all other logins and keys are revoked
   * and their sessions have ended before new ones are handed out.
   *
   * @param seed sample content, or null for none
   * @param access valid credentials of each replica
   */
  record ProvideResources(
      InstanceId instance,
      ResourceId resource,
      long request,
      @Nullable String server,
      @Nullable SeedName seed,
      List<ReplicaAccess> access)
      implements ResourceCommand {

    public ProvideResources {
      access = List.copyOf(access);
    }
  }

  /**
   * Access is revoked; the data is kept.
   *
   * @param export true if the data is also to be written to an archive
   */
  record RevokeResources(
      InstanceId instance,
      ResourceId resource,
      long request,
      @Nullable String server,
      boolean export)
      implements ResourceCommand {}

  /** Schema, roles and bucket are gone, with all versions of its objects. */
  record RemoveResources(
      InstanceId instance, ResourceId resource, long request, @Nullable String server)
      implements ResourceCommand {}
}
