package io.dormouse.agents.provisioner.s3.bucket;

import io.dormouse.agents.provisioner.settings.s3.BucketLayout;
import io.dormouse.agents.provisioner.settings.s3.S3Settings;
import io.dormouse.language.resources.ResourceId;
import java.util.List;
import software.amazon.awssdk.services.s3.S3Client;

/** Tenants whose buckets, or prefixes in the shared one, exist. */
public final class FoundBuckets {

  private FoundBuckets() {}

  public static List<ResourceId> on(S3Client s3, S3Settings settings) {
    if (settings.layout() == BucketLayout.BUCKET) {
      return s3.listBuckets().buckets().stream()
          .flatMap(
              bucket -> BucketNames.resourceOf(bucket.name(), settings.bucketPrefix()).stream())
          .toList();
    }
    return Listings.folders(s3, settings.sharedBucket()).commonPrefixes().stream()
        .map(prefix -> prefix.prefix().substring(0, prefix.prefix().length() - 1))
        .flatMap(name -> BucketNames.resourceOf(name, "").stream())
        .toList();
  }
}
