package io.dormouse.agents.provisioner.s3.policy;

import io.dormouse.agents.provisioner.s3.bucket.TenantBucket;
import io.dormouse.agents.provisioner.settings.s3.S3Settings;
import io.dormouse.language.resources.ResourceId;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Makes the policy of a tenant's bucket, which turns sessions away. A session cannot be revoked, so
 * the policy refuses every session of a role but one, by its name, and all sessions of roles that
 * were configured earlier.
 */
public final class BucketPolicy {

  private static final Pattern ROLE =
      Pattern.compile(
          "\"aws:PrincipalArn\"\\s*:\\s*\"(arn:aws[-a-z]*:iam::[0-9]{12}:role/[^\"*?]+)\"");
  private static final String NOBODY = "nobody";
  private static final Set<Integer> NOT_SUPPORTED = Set.of(405, 501);

  /** Error codes of AWS and of S3Proxy for a bucket without a policy. */
  private static final Set<String> NO_POLICY = Set.of("NoSuchBucketPolicy", "NoSuchPolicy");

  private final S3Client s3;
  private final S3Settings settings;

  public BucketPolicy(S3Client s3, S3Settings settings) {
    this.s3 = s3;
    this.settings = settings;
  }

  /** Admits one session of the role and no other session of any role. */
  public void admitOnly(ResourceId resource, String role, String session) {
    String bucket = TenantBucket.of(resource, settings).bucket();
    Set<String> earlier = earlierRoles(bucket);
    earlier.remove(role);
    StringBuilder statements = new StringBuilder(statement(bucket, role, session, 1));
    int number = 1;
    for (String other : earlier) {
      statements.append(',').append(statement(bucket, other, NOBODY, ++number));
    }
    put(bucket, statements);
  }

  /**
   * Admits no session.
   *
   * @param role a role whose sessions may be alive, or empty; roles that the policy names are
   *     refused in any case
   */
  public void admitNobody(ResourceId resource, String role) {
    TenantBucket tenantBucket = TenantBucket.of(resource, settings);
    if (!tenantBucket.isWholeBucket()) {
      return;
    }
    try {
      Set<String> roles = earlierRoles(tenantBucket.bucket());
      if (!role.isEmpty()) {
        roles.add(role);
      }
      if (roles.isEmpty()) {
        return;
      }
      StringBuilder statements = new StringBuilder();
      int number = 0;
      for (String one : roles) {
        statements
            .append(number == 0 ? "" : ",")
            .append(statement(tenantBucket.bucket(), one, NOBODY, ++number));
      }
      put(tenantBucket.bucket(), statements);
    } catch (NoSuchBucketException e) {
      // A bucket that does not exist admits nobody.
      return;
    }
  }

  private Set<String> earlierRoles(String bucket) {
    Set<String> roles = new TreeSet<>();
    Matcher matcher = ROLE.matcher(policy(bucket));
    while (matcher.find()) {
      roles.add(matcher.group(1));
    }
    return roles;
  }

  private String policy(String bucket) {
    try {
      return s3.getBucketPolicy(to -> to.bucket(bucket)).policy();
    } catch (NoSuchBucketException e) {
      throw e;
    } catch (S3Exception e) {
      boolean none =
          NOT_SUPPORTED.contains(e.statusCode())
              || (e.awsErrorDetails() != null
                  && NO_POLICY.contains(e.awsErrorDetails().errorCode()));
      if (!none) {
        throw e;
      }
      return "";
    }
  }

  private void put(String bucket, CharSequence statements) {
    String policy = "{\"Version\":\"2012-10-17\",\"Statement\":[" + statements + "]}";
    s3.putBucketPolicy(to -> to.bucket(bucket).policy(policy));
  }

  private static String statement(String bucket, String role, String session, int number) {
    return """
    {"Sid":"OnlyTheNewestSession%d","Effect":"Deny",\
    "Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::%s","arn:aws:s3:::%s/*"],\
    "Condition":{"ArnEquals":{"aws:PrincipalArn":"%s"},\
    "StringNotLike":{"aws:userid":"*:%s"}}}\
    """
        .formatted(number, bucket, bucket, role, session);
  }
}
