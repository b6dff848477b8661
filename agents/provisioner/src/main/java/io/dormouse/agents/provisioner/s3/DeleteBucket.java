package io.dormouse.agents.provisioner.s3;

import io.dormouse.agents.provisioner.settings.BucketFeature;
import io.dormouse.agents.provisioner.settings.S3Settings;
import io.dormouse.schemas.resources.ResourceId;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Deletes all that is in the tenant's place, page by page: every version, delete markers,
 * unfinished uploads; then the bucket, if it is the tenant's own.
 */
public final class DeleteBucket {

  private final S3Client s3;
  private final S3Settings settings;

  public DeleteBucket(S3Client s3, S3Settings settings) {
    this.s3 = s3;
    this.settings = settings;
  }

  public void run(ResourceId resource) {
    Place place = Place.of(resource, settings);
    try {
      abortUploads(place);
      deleteObjects(place);
      if (place.isWholeBucket()) {
        s3.deleteBucket(to -> to.bucket(place.bucket()));
      }
    } catch (NoSuchBucketException e) {
      if (!place.isWholeBucket()) {
        throw e;
      }
    }
  }

  private void abortUploads(Place place) {
    for (MultipartUpload upload :
        s3.listMultipartUploadsPaginator(
                to -> {
                  to.bucket(place.bucket());
                  if (!place.isWholeBucket()) {
                    to.prefix(place.prefix());
                  }
                })
            .uploads()) {
      if (upload.key().startsWith(place.prefix())) {
        abort(place, upload);
      }
    }
  }

  private void abort(Place place, MultipartUpload upload) {
    try {
      s3.abortMultipartUpload(
          to -> to.bucket(place.bucket()).key(upload.key()).uploadId(upload.uploadId()));
    } catch (NoSuchUploadException e) {
      // Ended by itself in the meantime.
      return;
    }
  }

  private void deleteObjects(Place place) {
    if (settings.features().has(BucketFeature.VERSIONING)) {
      for (ListObjectVersionsResponse page :
          s3.listObjectVersionsPaginator(to -> to.bucket(place.bucket()).prefix(place.prefix()))) {
        delete(
            place,
            Stream.concat(
                    page.versions().stream().map(one -> identifier(one.key(), one.versionId())),
                    page.deleteMarkers().stream()
                        .map(one -> identifier(one.key(), one.versionId())))
                .toList());
      }
    } else {
      for (ListObjectsV2Response page :
          s3.listObjectsV2Paginator(to -> to.bucket(place.bucket()).prefix(place.prefix()))) {
        delete(place, page.contents().stream().map(one -> identifier(one.key(), null)).toList());
      }
    }
  }

  private void delete(Place place, List<ObjectIdentifier> objects) {
    if (objects.isEmpty()) {
      return;
    }
    DeleteObjectsResponse response =
        s3.deleteObjects(
            to -> to.bucket(place.bucket()).delete(batch -> batch.objects(objects).quiet(true)));
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

  private static ObjectIdentifier identifier(String key, @Nullable String version) {
    ObjectIdentifier.Builder builder = ObjectIdentifier.builder().key(key);
    if (version != null) {
      builder.versionId(version);
    }
    return builder.build();
  }
}
