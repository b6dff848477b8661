package io.dormouse.agents.provisioner.s3.bucket;

import io.dormouse.agents.provisioner.settings.s3.S3Settings;
import io.dormouse.language.resources.ResourceId;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.Tag;

/** Reads the installation that a bucket belongs to from its tag, or from the prefix of its name. */
public final class BucketMark {

  static final String TAG = "dormouse-installation";
  private static final Set<Integer> NOT_SUPPORTED = Set.of(405, 501);

  private BucketMark() {}

  /** The installation, or empty if the bucket has no mark. */
  public static Optional<String> of(ResourceId resource, S3Client s3, S3Settings settings) {
    TenantBucket tenantBucket = TenantBucket.of(resource, settings);
    Optional<String> tagged = tag(s3, tenantBucket.bucket());
    return tagged.isEmpty() && settings.prefixNamesInstallation() && tenantBucket.isWholeBucket()
        ? Optional.of(settings.installation())
        : tagged;
  }

  private static Optional<String> tag(S3Client s3, String bucket) {
    try {
      return s3.getBucketTagging(to -> to.bucket(bucket)).tagSet().stream()
          .filter(tag -> tag.key().equals(TAG))
          .map(Tag::value)
          .findFirst();
    } catch (NoSuchBucketException e) {
      return Optional.empty();
    } catch (S3Exception e) {
      boolean none =
          NOT_SUPPORTED.contains(e.statusCode())
              || (e.awsErrorDetails() != null
                  && "NoSuchTagSet".equals(e.awsErrorDetails().errorCode()));
      if (!none) {
        throw e;
      }
      return Optional.empty();
    }
  }
}
