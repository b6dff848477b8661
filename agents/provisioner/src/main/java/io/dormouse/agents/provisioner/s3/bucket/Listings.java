package io.dormouse.agents.provisioner.s3.bucket;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.paginators.ListMultipartUploadsIterable;
import software.amazon.awssdk.services.s3.paginators.ListObjectVersionsIterable;
import software.amazon.awssdk.services.s3.paginators.ListObjectsV2Iterable;

/**
 * Listings of a bucket, page by page. Keys come encoded as in addresses and are decoded by the SDK,
 * since a tenant may use characters that XML 1.0 does not have and that would break the answer.
 */
public final class Listings {

  private Listings() {}

  /** The current objects, in the order of their keys. */
  public static ListObjectsV2Iterable objects(S3Client s3, TenantBucket tenantBucket) {
    return s3.listObjectsV2Paginator(to ->
        to.bucket(tenantBucket.bucket())
            .prefix(tenantBucket.prefix())
            .encodingType(EncodingType.URL));
  }

  /** All versions and delete markers. */
  static ListObjectVersionsIterable versions(S3Client s3, TenantBucket tenantBucket) {
    return s3.listObjectVersionsPaginator(to ->
        to.bucket(tenantBucket.bucket())
            .prefix(tenantBucket.prefix())
            .encodingType(EncodingType.URL));
  }

  /** The unfinished uploads. */
  static ListMultipartUploadsIterable uploads(S3Client s3, TenantBucket tenantBucket) {
    return s3.listMultipartUploadsPaginator(to -> {
      to.bucket(tenantBucket.bucket()).encodingType(EncodingType.URL);
      if (!tenantBucket.isWholeBucket()) {
        to.prefix(tenantBucket.prefix());
      }
    });
  }

  /** The first parts of all keys in a bucket, up to the slash. */
  static ListObjectsV2Iterable folders(S3Client s3, String bucket) {
    return s3.listObjectsV2Paginator(
        to -> to.bucket(bucket).delimiter("/").encodingType(EncodingType.URL));
  }
}
