package io.dormouse.agents.provisioner.s3.access;

import io.dormouse.language.resources.ReplicaAccess;
import io.dormouse.language.resources.ResourceId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Access of tenants' replicas to their bucket. Every verb is safe to repeat and throws {@link
 * software.amazon.awssdk.core.exception.SdkException} if the server fails or refuses.
 */
public interface S3Access {

  /** Something that gives a tenant access, by its name at the server. */
  record Found(String name, ResourceId resource) {}

  /**
   * Makes credentials for the tenant's bucket. Those of other replicas and versions stay valid
   * until {@link #admitOnly}.
   */
  S3Keys issue(ResourceId resource, ReplicaAccess access);

  /**
   * Ends the validity of all credentials for the tenant's bucket except those listed.
   *
   * @param ended credentials to end that the server may not list yet
   */
  void admitOnly(
      ResourceId resource, Collection<ReplicaAccess> admitted, Collection<ReplicaAccess> ended);

  /** Removes the tenant's access with all its remains. */
  void remove(ResourceId resource, Collection<ReplicaAccess> ended);

  /** The installation that the tenant's access is marked with, or empty if it has no mark. */
  Optional<String> installation(ResourceId resource);

  /** Access of any kind, of all tenants. */
  List<Found> list();
}
