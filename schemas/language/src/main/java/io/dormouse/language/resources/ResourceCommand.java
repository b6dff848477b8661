package io.dormouse.language.resources;

import io.dormouse.language.instance.InstanceId;
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
   * Bucket, schema and login exist and are filled once with the seed. The credentials whose version
   * is the request are the only valid ones: older logins and keys are revoked and their sessions
   * have ended before the new ones are handed out.
   *
   * @param seed sample content, or null for none
   */
  record ProvideResources(
      InstanceId instance,
      ResourceId resource,
      long request,
      @Nullable String server,
      @Nullable SeedName seed)
      implements ResourceCommand {}

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
