package io.dormouse.agents.provisioner.s3.access;

import io.dormouse.agents.provisioner.s3.bucket.BucketNames;
import io.dormouse.agents.provisioner.s3.bucket.TenantBucket;
import io.dormouse.agents.provisioner.s3.policy.TenantPolicy;
import io.dormouse.agents.provisioner.settings.s3.S3Settings;
import io.dormouse.language.resources.ReplicaAccess;
import io.dormouse.language.resources.ResourceId;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.iam.model.AccessKeyMetadata;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.User;

/**
 * A user of the IAM API for each replica and version of its credentials, with one policy and one
 * access key. The path of a tenant's users has its id, so that they are found. On AWS itself a
 * deleted key may stay valid for some seconds, a new one may take some to be known everywhere, and
 * a new user may take some to be listed.
 */
public final class IamUserAccess implements S3Access {

  private static final String POLICY = "own-objects";

  private final IamClient iam;
  private final S3Settings s3;
  private final String path;

  public IamUserAccess(IamClient iam, S3Settings s3, String path) {
    this.iam = iam;
    this.s3 = s3;
    this.path = path;
  }

  @Override
  public S3Keys issue(ResourceId resource, ReplicaAccess access) {
    String user = user(resource, access);
    if (!exists(user)) {
      try {
        iam.createUser(to -> to.userName(user).path(ownPath(resource)));
      } catch (EntityAlreadyExistsException e) {
        // The user may come from an earlier try whose answer was lost.
        if (!exists(user)) {
          throw e;
        }
      }
    }
    String policy = TenantPolicy.of(TenantBucket.of(resource, s3));
    iam.putUserPolicy(to -> to.userName(user).policyName(POLICY).policyDocument(policy));
    // A user has two keys at most, and keys of an earlier try were never handed out.
    deleteKeys(user);
    AccessKey key = iam.createAccessKey(to -> to.userName(user)).accessKey();
    return new S3Keys(key.accessKeyId(), key.secretAccessKey(), null, null);
  }

  @Override
  public void admitOnly(
      ResourceId resource, Collection<ReplicaAccess> admitted, Collection<ReplicaAccess> ended) {
    Set<String> users = new LinkedHashSet<>();
    users(pathOf(resource)).forEach(user -> users.add(user.userName()));
    ended.forEach(access -> users.add(user(resource, access)));
    admitted.forEach(access -> users.remove(user(resource, access)));
    // All access ends before the first user is deleted, which may fail.
    users.forEach(this::deleteKeys);
    users.forEach(this::deleteUser);
  }

  @Override
  public void remove(ResourceId resource, Collection<ReplicaAccess> ended) {
    admitOnly(resource, List.of(), ended);
  }

  private void deleteKeys(String user) {
    List<AccessKeyMetadata> keys;
    try {
      keys = iam.listAccessKeys(to -> to.userName(user)).accessKeyMetadata();
    } catch (NoSuchEntityException e) {
      // A user that does not exist has no keys.
      return;
    }
    keys.forEach(key -> deleteKey(user, key.accessKeyId()));
  }

  private void deleteKey(String user, String key) {
    try {
      iam.deleteAccessKey(to -> to.userName(user).accessKeyId(key));
    } catch (NoSuchEntityException e) {
      // The key is gone already.
      return;
    }
  }

  private void deleteUser(String user) {
    try {
      iam.deleteUserPolicy(to -> to.userName(user).policyName(POLICY));
    } catch (NoSuchEntityException e) {
      if (!exists(user)) {
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

  /** The part of the users' path after the tenant's. */
  @Override
  public Optional<String> installation(ResourceId resource) {
    String ofTenant = pathOf(resource);
    return users(ofTenant).stream()
        .map(user -> user.path().substring(ofTenant.length()))
        .filter(rest -> rest.length() > 1)
        .map(rest -> rest.substring(0, rest.length() - 1))
        .findFirst();
  }

  @Override
  public List<Found> list() {
    return users(path).stream().flatMap(user -> found(user).stream()).toList();
  }

  private Optional<Found> found(User user) {
    String tenant = user.path().substring(path.length()).split("/", 2)[0];
    return BucketNames.resourceOf(tenant, s3.bucketPrefix())
        .map(resource -> new Found(user.userName(), resource));
  }

  private List<User> users(String below) {
    return iam.listUsersPaginator(to -> to.pathPrefix(below)).users().stream().toList();
  }

  private boolean exists(String user) {
    try {
      iam.getUser(to -> to.userName(user));
      return true;
    } catch (NoSuchEntityException e) {
      return false;
    }
  }

  private String pathOf(ResourceId resource) {
    return path + s3.bucketPrefix() + resource + "/";
  }

  private String ownPath(ResourceId resource) {
    return s3.installation().isEmpty()
        ? pathOf(resource)
        : pathOf(resource) + s3.installation() + "/";
  }

  /** A name of at most 50 characters, of the 64 that IAM takes. */
  private static String user(ResourceId resource, ReplicaAccess access) {
    return "dm-%s-%d-%d".formatted(resource, access.replica(), access.version());
  }
}
