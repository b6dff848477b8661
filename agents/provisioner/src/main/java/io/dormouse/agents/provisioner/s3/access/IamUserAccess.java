package io.dormouse.agents.provisioner.s3.access;

import io.dormouse.agents.provisioner.s3.bucket.BucketNames;
import io.dormouse.agents.provisioner.s3.bucket.TenantBucket;
import io.dormouse.agents.provisioner.s3.policy.TenantPolicy;
import io.dormouse.agents.provisioner.settings.s3.S3Settings;
import io.dormouse.language.resources.ResourceId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.iam.model.AccessKeyMetadata;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.User;

/**
 * A user of the IAM API for each tenant, with one policy and one access key. On AWS itself a
 * deleted key may stay valid for some seconds, and a new one may take some to be known everywhere.
 */
public final class IamUserAccess implements S3Access {

  private static final String POLICY = "own-objects";
  private static final Comparator<AccessKeyMetadata> BY_AGE =
      Comparator.comparing(
          AccessKeyMetadata::createDate, Comparator.nullsFirst(Comparator.naturalOrder()));

  private final IamClient iam;
  private final S3Settings s3;
  private final String path;

  public IamUserAccess(IamClient iam, S3Settings s3, String path) {
    this.iam = iam;
    this.s3 = s3;
    this.path = path;
  }

  @Override
  public void revoke(ResourceId resource) {
    String user = user(resource);
    keys(user).forEach(key -> deleteKey(user, key));
  }

  @Override
  public void admitOnly(ResourceId resource, long version, S3Keys keys) {
    String user = user(resource);
    keys(user).stream()
        .filter(key -> !key.equals(keys.accessKeyId()))
        .forEach(key -> deleteKey(user, key));
  }

  /** The ids of the user's keys, the oldest first. */
  private List<String> keys(String user) {
    try {
      return iam.listAccessKeys(to -> to.userName(user)).accessKeyMetadata().stream()
          .sorted(BY_AGE)
          .map(AccessKeyMetadata::accessKeyId)
          .toList();
    } catch (NoSuchEntityException e) {
      // A user that does not exist has no keys.
      return List.of();
    }
  }

  private void deleteKey(String user, String key) {
    try {
      iam.deleteAccessKey(to -> to.userName(user).accessKeyId(key));
    } catch (NoSuchEntityException e) {
      // The key is gone already.
      return;
    }
  }

  @Override
  public S3Keys issue(ResourceId resource, long version) {
    String user = user(resource);
    if (find(user).isEmpty()) {
      try {
        iam.createUser(to -> to.userName(user).path(ownPath()));
      } catch (EntityAlreadyExistsException e) {
        // The user may come from an earlier try whose answer was lost.
        if (find(user).isEmpty()) {
          throw e;
        }
      }
    }
    String policy = TenantPolicy.of(TenantBucket.of(resource, s3));
    iam.putUserPolicy(to -> to.userName(user).policyName(POLICY).policyDocument(policy));
    // A user has two keys at most, so a key that is newer than the oldest was never handed out.
    keys(user).stream().skip(1).forEach(key -> deleteKey(user, key));
    AccessKey key = iam.createAccessKey(to -> to.userName(user)).accessKey();
    return new S3Keys(key.accessKeyId(), key.secretAccessKey(), null, null);
  }

  @Override
  public void remove(ResourceId resource) {
    String user = user(resource);
    revoke(resource);
    try {
      iam.deleteUserPolicy(to -> to.userName(user).policyName(POLICY));
    } catch (NoSuchEntityException e) {
      if (find(user).isEmpty()) {
        return;
      }
    }
    try {
      iam.deleteUser(to -> to.userName(user));
    } catch (NoSuchEntityException e) {
      // The user is gone already.
      return;
    }
  }

  /** The part of the user's path after the configured one. */
  @Override
  public Optional<String> installation(ResourceId resource) {
    return find(user(resource))
        .map(User::path)
        .filter(of -> of.startsWith(path) && of.length() > path.length() + 1)
        .map(of -> of.substring(path.length(), of.length() - 1));
  }

  private String ownPath() {
    return s3.installation().isEmpty() ? path : path + s3.installation() + "/";
  }

  @Override
  public List<ResourceId> list() {
    return iam.listUsersPaginator(to -> to.pathPrefix(path)).users().stream()
        .flatMap(user -> resource(user).stream())
        .toList();
  }

  private Optional<User> find(String user) {
    try {
      return Optional.of(iam.getUser(to -> to.userName(user)).user());
    } catch (NoSuchEntityException e) {
      return Optional.empty();
    }
  }

  private String user(ResourceId resource) {
    return s3.bucketPrefix() + resource;
  }

  private Optional<ResourceId> resource(User user) {
    return Stream.of(user.userName())
        .flatMap(name -> BucketNames.resourceOf(name, s3.bucketPrefix()).stream())
        .findFirst();
  }
}
