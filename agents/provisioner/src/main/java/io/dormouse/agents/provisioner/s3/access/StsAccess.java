package io.dormouse.agents.provisioner.s3.access;

import io.dormouse.agents.provisioner.s3.bucket.TenantBucket;
import io.dormouse.agents.provisioner.s3.policy.BucketPolicy;
import io.dormouse.agents.provisioner.s3.policy.TenantPolicy;
import io.dormouse.agents.provisioner.settings.s3.AccessSettings;
import io.dormouse.agents.provisioner.settings.s3.S3Settings;
import io.dormouse.language.resources.ReplicaAccess;
import io.dormouse.language.resources.ResourceId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/**
 * Sessions of one role for all tenants, each limited to its bucket by a session policy. The {@link
 * BucketPolicy} turns away every session but those of the valid versions.
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
  public S3Keys issue(ResourceId resource, ReplicaAccess replica) {
    Credentials credentials =
        sts.assumeRole(to ->
                to.roleArn(access.roleArn())
                    .roleSessionName(session(resource, replica))
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
  public void admitOnly(
      ResourceId resource, Collection<ReplicaAccess> admitted, Collection<ReplicaAccess> ended) {
    fence.admitOnly(
        resource, access.roleArn(), admitted.stream().map(one -> session(resource, one)).toList());
  }

  /** Ends all sessions; the policy is deleted with the bucket. */
  @Override
  public void remove(ResourceId resource, Collection<ReplicaAccess> ended) {
    admitOnly(resource, List.of(), ended);
  }

  @Override
  public Optional<String> installation(ResourceId resource) {
    return Optional.empty();
  }

  @Override
  public List<Found> list() {
    return List.of();
  }

  /** A name of at most 47 characters, of the 64 that STS takes. */
  private static String session(ResourceId resource, ReplicaAccess replica) {
    return "%s-%d-%d".formatted(resource, replica.replica(), replica.version());
  }
}
