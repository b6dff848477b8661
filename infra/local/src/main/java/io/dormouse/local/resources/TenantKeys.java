package io.dormouse.local.resources;

import io.dormouse.local.iam.S3Key;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;

/** The variables that an instance's replica gets, and the access that they give. */
public record TenantKeys(Map<String, String> environment) {

  public TenantKeys {
    environment = Map.copyOf(environment);
  }

  public String bucket() {
    return variable("S3_BUCKET");
  }

  public String schema() {
    return variable("DATABASE_SCHEMA");
  }

  /** The role that logs in. */
  public String user() {
    return variable("DATABASE_USER");
  }

  public S3Key key() {
    return new S3Key(variable("AWS_ACCESS_KEY_ID"), variable("AWS_SECRET_ACCESS_KEY"));
  }

  public S3Client s3() {
    return S3.client(URI.create(variable("S3_ENDPOINT")), key());
  }

  public Connection database() throws SQLException {
    return DriverManager.getConnection(
        variable("DATABASE_URL"), user(), variable("DATABASE_PASSWORD"));
  }

  public String variable(String name) {
    return Optional.ofNullable(environment.get(name))
        .orElseThrow(() ->
            new IllegalStateException(
                "expected " + name + " among the variables of a replica, got " + this));
  }

  /** The text without values. */
  @Override
  public String toString() {
    return environment.keySet().stream().sorted().toList().toString();
  }
}
