package io.dormouse.agents.provisioner.s3;

import io.dormouse.agents.provisioner.settings.S3Settings;
import io.dormouse.schemas.resources.ResourceId;
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
 * deleted key may be taken for some seconds more, and a new one may need some to be known
 * everywhere.
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
  public void revoke(ResourceId resource) {
    String user = user(resource);
    try {
      for (AccessKeyMetadata key :
          iam.listAccessKeys(to -> to.userName(user)).accessKeyMetadata()) {
        deleteKey(user, key.accessKeyId());
      }
    } catch (NoSuchEntityException e) {
      // No user, no keys.
      return;
    }
  }

  private void deleteKey(String user, String key) {
    try {
      iam.deleteAccessKey(to -> to.userName(user).accessKeyId(key));
    } catch (NoSuchEntityException e) {
      // Gone is what it should be.
      return;
    }
  }

  @Override
  public S3Keys issue(ResourceId resource, long version) {
    String user = user(resource);
    if (find(user).isEmpty()) {
      try {
        iam.createUser(to -> to.userName(user).path(path));
      } catch (EntityAlreadyExistsException e) {
        // Made by an earlier try whose answer was lost.
        if (find(user).isEmpty()) {
          throw e;
        }
      }
    }
    String policy = TenantPolicy.of(Place.of(resource, s3));
    iam.putUserPolicy(to -> to.userName(user).policyName(POLICY).policyDocument(policy));
    revoke(resource);
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
      // Gone is what it should be.
      return;
    }
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
