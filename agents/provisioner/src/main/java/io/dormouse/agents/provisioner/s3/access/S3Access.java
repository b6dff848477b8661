package io.dormouse.agents.provisioner.s3.access;

import io.dormouse.language.resources.ResourceId;
import java.util.List;
import java.util.Optional;

/**
 * How tenants get into their place and out again. Every verb is safe to repeat; all throw {@link
 * software.amazon.awssdk.core.exception.SdkException} if the server does not do it.
 */
public interface S3Access {

  /** Nobody has valid credentials for the tenant's place any more. */
  void revoke(ResourceId resource);

  /** Makes credentials for the tenant's place. Older ones stay valid until {@link #admitOnly}. */
  S3Keys issue(ResourceId resource, long version);

  /** Nobody but the holder of these keys has valid credentials for the tenant's place any more. */
  void admitOnly(ResourceId resource, long version, S3Keys keys);

  /** Nothing of the tenant's access is left; call {@link #revoke} before. */
  void remove(ResourceId resource);

  /** The installation that the tenant's access is marked with, or empty if it does not say. */
  Optional<String> installation(ResourceId resource);

  /** For whom something is there. */
  List<ResourceId> list();
}
