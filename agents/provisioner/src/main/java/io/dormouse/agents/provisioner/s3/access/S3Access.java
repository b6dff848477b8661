package io.dormouse.agents.provisioner.s3.access;

import io.dormouse.language.resources.ResourceId;
import java.util.List;
import java.util.Optional;

/**
 * Access of tenants to their buckets. Every verb is safe to repeat and throws {@link
 * software.amazon.awssdk.core.exception.SdkException} if the server fails or refuses.
 */
public interface S3Access {

  /** Ends the validity of all credentials for the tenant's bucket. */
  void revoke(ResourceId resource);

  /** Makes credentials for the tenant's bucket. Older ones stay valid until {@link #admitOnly}. */
  S3Keys issue(ResourceId resource, long version);

  /** Ends the validity of all credentials for the tenant's bucket except these keys. */
  void admitOnly(ResourceId resource, long version, S3Keys keys);

  /** Removes all remains of the tenant's access. {@link #revoke} must be called before. */
  void remove(ResourceId resource);

  /** The installation that the tenant's access is marked with, or empty if it has no mark. */
  Optional<String> installation(ResourceId resource);

  /** Tenants that have access of any kind. */
  List<ResourceId> list();
}
