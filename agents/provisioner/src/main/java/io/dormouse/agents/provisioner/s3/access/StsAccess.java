package io.dormouse.agents.provisioner.s3.access;

import io.dormouse.agents.provisioner.s3.bucket.TenantBucket;
import io.dormouse.agents.provisioner.s3.policy.BucketPolicy;
import io.dormouse.agents.provisioner.s3.policy.TenantPolicy;
import io.dormouse.agents.provisioner.settings.s3.AccessSettings;
import io.dormouse.agents.provisioner.settings.s3.S3Settings;
import io.dormouse.language.resources.ResourceId;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/**
 * Sessions of one role for all tenants, each limited to its bucket by a session policy. The {@link
 * BucketPolicy} turns away every session but the newest.
 */
public final class StsAccess implements S3Access {

  private final StsClient sts;
  private final BucketPolicy fence;
  private final S3Settings buckets;
  private final AccessSettings access;

  public StsAccess(StsClient sts, BucketPolicy fence, S3Settings buckets, AccessSettings access) {
    this.sts = sts;
    this.fence = fence;
    this.buckets = buckets;
    this.access = access;
  }

  @Override
  public void revoke(ResourceId resource) {
    fence.admitNobody(resource, access.roleArn());
  }

  @Override
  public S3Keys issue(ResourceId resource, long version) {
    Credentials credentials =
        sts.assumeRole(to ->
                to.roleArn(access.roleArn())
                    .roleSessionName(session(resource, version))
                    .policy(TenantPolicy.of(TenantBucket.of(resource, buckets)))
                    .durationSeconds((int) access.duration().toSeconds()))
            .credentials();
    return new S3Keys(
        credentials.accessKeyId(),
        credentials.secretAccessKey(),
        credentials.sessionToken(),
        credentials.expiration());
  }

  @Override
  public void admitOnly(ResourceId resource, long version, S3Keys keys) {
    fence.admitOnly(resource, access.roleArn(), session(resource, version));
  }

  /** Does nothing, since the policy is deleted with the bucket. */
  @Override
  public void remove(ResourceId resource) {
    revoke(resource);
  }

  @Override
  public Optional<String> installation(ResourceId resource) {
    return Optional.empty();
  }

  @Override
  public List<ResourceId> list() {
    return List.of();
  }

  private static String session(ResourceId resource, long version) {
    return resource + "-" + version;
  }
}
