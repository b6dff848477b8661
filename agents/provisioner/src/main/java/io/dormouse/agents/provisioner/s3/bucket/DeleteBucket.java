package io.dormouse.agents.provisioner.s3.bucket;

import io.dormouse.agents.provisioner.settings.s3.BucketFeature;
import io.dormouse.agents.provisioner.settings.s3.S3Settings;
import io.dormouse.language.resources.ResourceId;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Deletes everything in the tenant's bucket, page by page: all versions, delete markers and
 * unfinished uploads; then the bucket, if it is the tenant's own. It looks again until nothing is
 * left, since an upload may have ended in the meantime.
 */
public final class DeleteBucket {

  /** The most rounds of one run, which then gives others a turn; the next run goes on. */
  private static final int MOST_ROUNDS = 20;

  private static final int MOST_PAGES = 10_000;

  private final S3Client s3;
  private final S3Settings settings;

  public DeleteBucket(S3Client s3, S3Settings settings) {
    this.s3 = s3;
    this.settings = settings;
  }

  /**
   * Returns when nothing is left.
   *
   * @throws SdkClientException if the bucket has more content than one run deletes
   */
  public void run(ResourceId resource) {
    TenantBucket tenantBucket = TenantBucket.of(resource, settings);
    try {
      new Run(tenantBucket).untilNothingIsLeft();
    } catch (NoSuchBucketException e) {
      if (!tenantBucket.isWholeBucket()) {
        throw e;
      }
    }
  }

  private final class Run {

    private final TenantBucket tenantBucket;
    private int pages;

    Run(TenantBucket tenantBucket) {
      this.tenantBucket = tenantBucket;
    }

    void untilNothingIsLeft() {
      for (int round = 1; round <= MOST_ROUNDS; round++) {
        boolean found = abortUploads();
        // Versions may exist from the time before the feature was taken from the setting.
        boolean unseen = round > 1 && !found;
        boolean versions = unseen || settings.features().has(BucketFeature.VERSIONING);
        found |= versions ? deleteVersions() : deleteObjects();
        boolean done = tenantBucket.isWholeBucket() ? deleteBucket(round, found) : !found;
        if (done) {
          return;
        }
      }
      throw tooMuch();
    }

    /** Deletes the bucket; false if it still, or again, has content. */
    private boolean deleteBucket(int round, boolean found) {
      try {
        s3.deleteBucket(to -> to.bucket(tenantBucket.bucket()));
        return true;
      } catch (S3Exception e) {
        boolean lookAgain =
            e.awsErrorDetails() != null
                && "BucketNotEmpty".equals(e.awsErrorDetails().errorCode())
                && (found || round == 1);
        if (!lookAgain) {
          throw e;
        }
        return false;
      }
    }

    private boolean abortUploads() {
      boolean found = false;
      for (var page : Listings.uploads(s3, tenantBucket)) {
        count();
        for (MultipartUpload upload : page.uploads()) {
          if (upload.key().startsWith(tenantBucket.prefix())) {
            abort(upload);
            found = true;
          }
        }
      }
      return found;
    }

    private void abort(MultipartUpload upload) {
      try {
        s3.abortMultipartUpload(
            to -> to.bucket(tenantBucket.bucket()).key(upload.key()).uploadId(upload.uploadId()));
      } catch (NoSuchUploadException e) {
        // The upload has ended by itself in the meantime.
        return;
      }
    }

    private boolean deleteVersions() {
      boolean found = false;
      for (var page : Listings.versions(s3, tenantBucket)) {
        count();
        found |=
            delete(
                Stream.concat(
                        page.versions().stream().map(one -> identifier(one.key(), one.versionId())),
                        page.deleteMarkers().stream()
                            .map(one -> identifier(one.key(), one.versionId())))
                    .toList());
      }
      return found;
    }

    private boolean deleteObjects() {
      boolean found = false;
      for (var page : Listings.objects(s3, tenantBucket)) {
        count();
        found |= delete(page.contents().stream().map(one -> identifier(one.key(), null)).toList());
      }
      return found;
    }

    private boolean delete(List<ObjectIdentifier> objects) {
      List<ObjectIdentifier> together =
          objects.stream().filter(one -> XmlKeys.canCarry(one.key())).toList();
      if (!together.isEmpty()) {
        deleteTogether(together);
      }
      objects.stream().filter(one -> !XmlKeys.canCarry(one.key())).forEach(this::deleteSingly);
      return !objects.isEmpty();
    }

    private void deleteTogether(List<ObjectIdentifier> objects) {
      DeleteObjectsResponse response =
          s3.deleteObjects(to ->
              to.bucket(tenantBucket.bucket()).delete(batch -> batch.objects(objects).quiet(true)));
      if (response.hasErrors() && !response.errors().isEmpty()) {
        throw S3Exception.builder()
            .message(
                "Expected %d objects to be deleted, but %d were not, the first with %s."
                    .formatted(
                        objects.size(), response.errors().size(), response.errors().get(0).code()))
            .statusCode(500)
            .build();
      }
    }

    private void deleteSingly(ObjectIdentifier one) {
      s3.deleteObject(
          to -> to.bucket(tenantBucket.bucket()).key(one.key()).versionId(one.versionId()));
    }

    private void count() {
      if (++pages > MOST_PAGES) {
        throw tooMuch();
      }
    }

    private SdkClientException tooMuch() {
      return SdkClientException.create(
          "Expected the bucket %s to be empty after %d listings, but there is more in '%s'."
              .formatted(tenantBucket.bucket(), pages, tenantBucket.prefix()));
    }
  }

  private static ObjectIdentifier identifier(String key, @Nullable String version) {
    ObjectIdentifier.Builder builder = ObjectIdentifier.builder().key(key);
    if (version != null) {
      builder.versionId(version);
    }
    return builder.build();
  }
}
