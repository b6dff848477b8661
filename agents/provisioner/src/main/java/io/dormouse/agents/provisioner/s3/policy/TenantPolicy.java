package io.dormouse.agents.provisioner.s3.policy;

import io.dormouse.agents.provisioner.s3.bucket.TenantBucket;

/** Policy document of a tenant: it may do everything with its own objects and nothing else. */
public final class TenantPolicy {

  private static final String OBJECTS =
      "\"s3:GetObject\",\"s3:PutObject\",\"s3:DeleteObject\",\"s3:AbortMultipartUpload\","
          + "\"s3:ListMultipartUploadParts\"";

  private TenantPolicy() {}

  /**
   * The policy for a bucket. Its names come from checked types, so that nothing needs to be
   * escaped.
   */
  public static String of(TenantBucket tenantBucket) {
    return tenantBucket.isWholeBucket()
        ? """
        {"Version":"2012-10-17","Statement":[\
        {"Effect":"Allow","Action":["s3:ListBucket","s3:GetBucketLocation",\
        "s3:ListBucketMultipartUploads"],"Resource":"arn:aws:s3:::%s"},\
        {"Effect":"Allow","Action":[%s],"Resource":"arn:aws:s3:::%s/*"}]}\
        """
            .formatted(tenantBucket.bucket(), OBJECTS, tenantBucket.bucket())
        : shared(tenantBucket);
  }

  /**
   * The policy for a prefix of a shared bucket. Of the actions on buckets only listings know the
   * condition {@code s3:prefix}. The location is allowed without it, since it reveals nothing of
   * others. Listing unfinished uploads is not allowed, since it would include those of others. See
   * "Actions, resources, and condition keys for Amazon S3" in AWS's Service Authorization
   * Reference.
   */
  private static String shared(TenantBucket tenantBucket) {
    return """
    {"Version":"2012-10-17","Statement":[\
    {"Effect":"Allow","Action":["s3:GetBucketLocation"],"Resource":"arn:aws:s3:::%s"},\
    {"Effect":"Allow","Action":["s3:ListBucket"],"Resource":"arn:aws:s3:::%s",\
    "Condition":{"StringLike":{"s3:prefix":"%s*"}}},\
    {"Effect":"Allow","Action":[%s],"Resource":"arn:aws:s3:::%s/%s*"}]}\
    """
        .formatted(
            tenantBucket.bucket(),
            tenantBucket.bucket(),
            tenantBucket.prefix(),
            OBJECTS,
            tenantBucket.bucket(),
            tenantBucket.prefix());
  }
}
