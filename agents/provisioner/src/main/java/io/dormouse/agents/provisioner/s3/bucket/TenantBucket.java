package io.dormouse.agents.provisioner.s3.bucket;

import io.dormouse.agents.provisioner.settings.s3.BucketLayout;
import io.dormouse.agents.provisioner.settings.s3.S3Settings;
import io.dormouse.language.resources.ResourceId;

/**
 * A tenant's bucket, or its prefix in a shared one.
 *
 * @param prefix prefix of the objects' keys, ends with a slash; empty in a bucket of its own
 */
public record TenantBucket(String bucket, String prefix) {

  public static TenantBucket of(ResourceId resource, S3Settings settings) {
    return settings.layout() == BucketLayout.BUCKET
        ? new TenantBucket(settings.bucketPrefix() + resource, "")
        : new TenantBucket(settings.sharedBucket(), resource + "/");
  }

  /** True if nobody else's objects are in the bucket. */
  public boolean isWholeBucket() {
    return prefix.isEmpty();
  }
}
