package io.dormouse.agents.provisioner.s3.policy;

import io.dormouse.agents.provisioner.s3.bucket.TenantBucket;
import io.dormouse.agents.provisioner.settings.s3.S3Settings;
import io.dormouse.language.resources.ResourceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Makes the policy of a tenant's bucket, which turns sessions away. A session cannot be revoked, so
 * the policy refuses every session of a role but those named. Roles that were configured earlier
 * are treated alike.
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

  /**
   * Admits the sessions of those names and no other session of any role.
   *
   * @param role a role whose sessions may be alive, or empty; roles that the policy names count in
   *     any case
   */
  public void admitOnly(ResourceId resource, String role, List<String> sessions) {
    TenantBucket tenantBucket = TenantBucket.of(resource, settings);
    if (!tenantBucket.isWholeBucket()) {
      return;
    }
    try {
      Set<String> roles = earlierRoles(tenantBucket.bucket());
      if (!role.isEmpty()) {
        roles.add(role);
      }
      if (!roles.isEmpty()) {
        put(tenantBucket.bucket(), roles, sessions);
      }
    } catch (NoSuchBucketException e) {
      // A bucket that does not exist admits nobody.
      if (!sessions.isEmpty()) {
        throw e;
      }
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

  private void put(String bucket, Set<String> roles, List<String> sessions) {
    List<String> statements = new ArrayList<>();
    for (String role : roles) {
      statements.add(statement(bucket, role, sessions, statements.size() + 1));
    }
    String policy =
        "{\"Version\":\"2012-10-17\",\"Statement\":[%s]}".formatted(String.join(",", statements));
    s3.putBucketPolicy(to -> to.bucket(bucket).policy(policy));
  }

  private static String statement(String bucket, String role, List<String> sessions, int number) {
    String admitted =
        (sessions.isEmpty() ? List.of(NOBODY) : sessions)
            .stream()
                .map(session -> "\"*:%s\"".formatted(session))
                .collect(Collectors.joining(","));
    return """
    {"Sid":"OnlyValidSessions%d","Effect":"Deny",\
    "Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::%s","arn:aws:s3:::%s/*"],\
    "Condition":{"ArnEquals":{"aws:PrincipalArn":"%s"},\
    "StringNotLike":{"aws:userid":[%s]}}}\
    """
        .formatted(number, bucket, bucket, role, admitted);
  }
}
