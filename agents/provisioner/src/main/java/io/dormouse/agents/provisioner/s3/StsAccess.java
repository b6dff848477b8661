package io.dormouse.agents.provisioner.s3;

import io.dormouse.agents.provisioner.settings.AccessSettings;
import io.dormouse.agents.provisioner.settings.S3Settings;
import io.dormouse.schemas.resources.ResourceId;
import java.util.List;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/**
 * Sessions of one role for all tenants, each limited to its bucket by a session policy. A session
 * cannot be taken back, so the bucket's own policy turns away every session of the role but the
 * newest, by its name; that is the fence.
 */
public final class StsAccess implements S3Access {

  private final StsClient sts;
  private final S3Client s3;
  private final S3Settings buckets;
  private final AccessSettings access;

  public StsAccess(StsClient sts, S3Client s3, S3Settings buckets, AccessSettings access) {
    this.sts = sts;
    this.s3 = s3;
    this.buckets = buckets;
    this.access = access;
  }

  @Override
  public void revoke(ResourceId resource) {
    try {
      admitOnly(resource, "nobody");
    } catch (NoSuchBucketException e) {
      // No bucket, nothing to get into.
      return;
    }
  }

  @Override
  public S3Keys issue(ResourceId resource, long version) {
    String session = resource + "-" + version;
    admitOnly(resource, session);
    Credentials credentials =
        sts.assumeRole(to ->
                to.roleArn(access.roleArn())
                    .roleSessionName(session)
                    .policy(TenantPolicy.of(Place.of(resource, buckets)))
                    .durationSeconds((int) access.duration().toSeconds()))
            .credentials();
    return new S3Keys(
        credentials.accessKeyId(),
        credentials.secretAccessKey(),
        credentials.sessionToken(),
        credentials.expiration());
  }

  /** Goes with the bucket. */
  @Override
  public void remove(ResourceId resource) {
    revoke(resource);
  }

  @Override
  public List<ResourceId> list() {
    return List.of();
  }

  private void admitOnly(ResourceId resource, String session) {
    String bucket = Place.of(resource, buckets).bucket();
    String policy =
        """
        {"Version":"2012-10-17","Statement":[{"Sid":"OnlyTheNewestSession","Effect":"Deny",\
        "Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::%s","arn:aws:s3:::%s/*"],\
        "Condition":{"ArnEquals":{"aws:PrincipalArn":"%s"},\
        "StringNotLike":{"aws:userid":"*:%s"}}}]}\
        """
            .formatted(bucket, bucket, access.roleArn(), session);
    s3.putBucketPolicy(to -> to.bucket(bucket).policy(policy));
  }
}
