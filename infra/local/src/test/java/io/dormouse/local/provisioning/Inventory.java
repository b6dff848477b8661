package io.dormouse.local.provisioning;

import io.dormouse.language.resources.ResourceId;
import io.dormouse.local.LocalServices;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.User;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Bucket;

/** Everything that exists of an instance's resources, seen with the rights to see everything. */
final class Inventory implements AutoCloseable {

  private final S3Client s3;
  private final IamClient iam;
  private final Connection database;

  Inventory(LocalServices services, String name) throws SQLException {
    this.s3 = services.s3(services.secrets().rootS3());
    this.iam = services.iam(services.secrets().rootS3());
    this.database = services.login(name, "postgres", services.secrets().postgresPassword());
  }

  /** A line for each resource, in order; a user's line has the number of keys. */
  List<String> of(ResourceId resource) throws SQLException {
    List<String> found = new ArrayList<>();
    s3.listBuckets().buckets().stream()
        .map(Bucket::name)
        .filter(name -> name.contains(resource.value()))
        .forEach(bucket -> {
          found.add("bucket " + bucket);
          s3.listObjectsV2(list -> list.bucket(bucket))
              .contents()
              .forEach(object -> found.add("object " + object.key()));
        });
    users(resource)
        .forEach(user -> found.add("user %s, %d key".formatted(user, keys(user).size())));
    names("SELECT rolname FROM pg_roles WHERE rolname LIKE ? ORDER BY 1", resource)
        .forEach(role -> found.add("role " + role));
    names("SELECT nspname FROM pg_namespace WHERE nspname LIKE ? ORDER BY 1", resource)
        .forEach(schema -> found.add("schema " + schema));
    names("SELECT resource FROM dormouse.resources WHERE resource LIKE ?", resource)
        .forEach(row -> found.add("registered"));
    return found;
  }

  /** The keys of all users of a resource. */
  List<String> keys(ResourceId resource) {
    return users(resource).flatMap(user -> keys(user).stream()).toList();
  }

  private Stream<String> users(ResourceId resource) {
    return iam.listUsersPaginator().users().stream()
        .map(User::userName)
        .filter(name -> name.contains(resource.value()));
  }

  private List<String> keys(String user) {
    return iam.listAccessKeys(list -> list.userName(user)).accessKeyMetadata().stream()
        .map(key -> key.accessKeyId())
        .toList();
  }

  private List<String> names(String query, ResourceId resource) throws SQLException {
    try (PreparedStatement statement = database.prepareStatement(query)) {
      statement.setString(1, "%" + resource.value() + "%");
      List<String> names = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          names.add(rows.getString(1));
        }
      }
      return names;
    }
  }

  @Override
  public void close() throws SQLException {
    s3.close();
    iam.close();
    database.close();
  }
}
