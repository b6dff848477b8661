package io.dormouse.agents.provisioner.s3.access;

import io.dormouse.language.resources.ResourceId;
import java.util.List;
import java.util.Optional;

/**
 * Access of tenants to their buckets. Every verb is safe to repeat; all throw {@link
 * software.amazon.awssdk.core.exception.SdkException} if the server does not do it.
 */
public interface S3Access {

  /** After it, nobody has valid credentials for the tenant's bucket any more. */
  void revoke(ResourceId resource);

  /** Makes credentials for the tenant's bucket. Older ones stay valid until {@link #admitOnly}. */
  S3Keys issue(ResourceId resource, long version);

  /**
   * After it, nobody but the holder of these keys has valid credentials for the tenant's bucket any
   * more.
   */
  void admitOnly(ResourceId resource, long version, S3Keys keys);

  /** Removes all remains of the tenant's access; call {@link #revoke} before. */
  void remove(ResourceId resource);

  /** The installation that the tenant's access is marked with, or empty if it does not say. */
  Optional<String> installation(ResourceId resource);

  /** Tenants that have access of any kind. */
  List<ResourceId> list();
}
