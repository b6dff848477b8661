package io.dormouse.agents.provisioner.s3.bucket;

import io.dormouse.agents.provisioner.settings.s3.BucketFeature;
import io.dormouse.agents.provisioner.settings.s3.S3Settings;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.resources.ResourceId;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;
import software.amazon.awssdk.services.s3.model.BucketLifecycleConfiguration;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;
import software.amazon.awssdk.services.s3.model.Tag;

/**
 * Makes the tenant's bucket, if it is missing, and switches the configured features on. In the
 * layout with prefixes it only checks that the shared bucket exists.
 */
public final class CreateBucket {

  private static final int DAYS_OF_UNFINISHED_UPLOADS = 7;
  private static final String US_EAST_1 = "us-east-1";

  private static final ServerSideEncryptionRule ENCRYPTED =
      ServerSideEncryptionRule.builder()
          .applyServerSideEncryptionByDefault(
              byDefault -> byDefault.sseAlgorithm(ServerSideEncryption.AES256))
          .build();

  private final S3Client s3;
  private final S3Settings settings;

  public CreateBucket(S3Client s3, S3Settings settings) {
    this.s3 = s3;
    this.settings = settings;
  }

  /** Features that {@link #run} switches on, as a text that changes when the settings do. */
  public String features() {
    String features = "%s;%dd".formatted(settings.features(), settings.oldVersionsKept().toDays());
    return settings.installation().isEmpty() ? features : features + ";" + settings.installation();
  }

  /**
   * Returns when the bucket is there with all features.
   *
   * @param switchedOn the features of an earlier run, or empty
   */
  public void run(ResourceId resource, InstanceId instance, String switchedOn) {
    TenantBucket tenantBucket = TenantBucket.of(resource, settings);
    if (!tenantBucket.isWholeBucket()) {
      s3.headBucket(to -> to.bucket(tenantBucket.bucket()));
      return;
    }
    boolean there = exists(tenantBucket.bucket());
    if (!there) {
      create(tenantBucket.bucket());
    }
    if (!there || !switchedOn.equals(features())) {
      switchOn(tenantBucket.bucket(), resource, instance);
    }
  }

  private boolean exists(String bucket) {
    try {
      s3.headBucket(to -> to.bucket(bucket));
      return true;
    } catch (NoSuchBucketException e) {
      return false;
    }
  }

  private void create(String bucket) {
    CreateBucketRequest.Builder request = CreateBucketRequest.builder().bucket(bucket);
    if (settings.endpoint().isEmpty() && !settings.region().equals(US_EAST_1)) {
      request.createBucketConfiguration(to -> to.locationConstraint(settings.region()));
    }
    try {
      s3.createBucket(request.build());
    } catch (BucketAlreadyOwnedByYouException e) {
      // The bucket comes from an earlier try whose answer was lost.
      return;
    }
  }

  private void switchOn(String bucket, ResourceId resource, InstanceId instance) {
    if (settings.features().has(BucketFeature.PUBLIC_ACCESS_BLOCK)) {
      s3.putPublicAccessBlock(to ->
          to.bucket(bucket)
              .publicAccessBlockConfiguration(block ->
                  block
                      .blockPublicAcls(true)
                      .ignorePublicAcls(true)
                      .blockPublicPolicy(true)
                      .restrictPublicBuckets(true)));
    }
    if (settings.features().has(BucketFeature.ENCRYPTION)) {
      s3.putBucketEncryption(to ->
          to.bucket(bucket)
              .serverSideEncryptionConfiguration(configuration -> configuration.rules(ENCRYPTED)));
    }
    if (settings.features().has(BucketFeature.VERSIONING)) {
      s3.putBucketVersioning(to ->
          to.bucket(bucket)
              .versioningConfiguration(
                  versioning -> versioning.status(BucketVersioningStatus.ENABLED)));
    }
    if (settings.features().has(BucketFeature.LIFECYCLE)) {
      s3.putBucketLifecycleConfiguration(to -> to.bucket(bucket).lifecycleConfiguration(rules()));
    }
    if (settings.features().has(BucketFeature.TAGS)) {
      s3.putBucketTagging(
          to -> to.bucket(bucket).tagging(tags -> tags.tagSet(tags(resource, instance))));
    }
  }

  private BucketLifecycleConfiguration rules() {
    int days = (int) settings.oldVersionsKept().toDays();
    LifecycleRule oldVersions =
        LifecycleRule.builder()
            .id("old-versions")
            .status(ExpirationStatus.ENABLED)
            .filter(all -> all.prefix(""))
            .noncurrentVersionExpiration(expiration -> expiration.noncurrentDays(days))
            .abortIncompleteMultipartUpload(
                abort -> abort.daysAfterInitiation(DAYS_OF_UNFINISHED_UPLOADS))
            .build();
    LifecycleRule markers =
        LifecycleRule.builder()
            .id("lonely-delete-markers")
            .status(ExpirationStatus.ENABLED)
            .filter(all -> all.prefix(""))
            .expiration(expiration -> expiration.expiredObjectDeleteMarker(true))
            .build();
    return BucketLifecycleConfiguration.builder().rules(oldVersions, markers).build();
  }

  private List<Tag> tags(ResourceId resource, InstanceId instance) {
    List<Tag> tags = new ArrayList<>();
    tags.add(tag("dormouse-instance", instance.value()));
    tags.add(tag("dormouse-resource", resource.value()));
    if (!settings.installation().isEmpty()) {
      tags.add(tag(BucketMark.TAG, settings.installation()));
    }
    return tags;
  }

  private static Tag tag(String key, String value) {
    return Tag.builder().key(key).value(value).build();
  }
}
