package io.dormouse.agents.provisioner.database.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.agents.provisioner.database.register.InstallationMarks;
import io.dormouse.agents.provisioner.database.register.Register;
import io.dormouse.agents.provisioner.database.register.Registered;
import io.dormouse.agents.provisioner.kit.TestPostgres;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.resources.ResourceId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.postgresql.ds.PGSimpleDataSource;

class MigrationsTest {

  private static final ResourceId A = new ResourceId("a000000000000000");

  /** The statements with which the last release before the migrations made a database. */
  private static final List<String> BEFORE_MIGRATIONS =
      List.of(
          "CREATE SCHEMA dormouse",
          """
          CREATE TABLE IF NOT EXISTS dormouse.keepers (
            keeper integer PRIMARY KEY,
            tenants integer NOT NULL);
          CREATE TABLE IF NOT EXISTS dormouse.resources (
            resource text PRIMARY KEY,
            instance text NOT NULL,
            request bigint NOT NULL,
            keeper integer NOT NULL REFERENCES dormouse.keepers,
            seeded boolean NOT NULL DEFAULT false,
            bucket_features text NOT NULL DEFAULT '',
            sealed_version bigint,
            sealed_key text,
            sealed_ciphertext text,
            sealed_expires_at timestamptz,
            bound_at timestamptz NOT NULL DEFAULT now())
          """,
          "INSERT INTO dormouse.keepers VALUES (1, 1)",
          "INSERT INTO dormouse.resources (resource, instance, request, keeper, seeded, bucket_features)"
              + " VALUES ('"
              + A
              + "', 'acme', 7, 1, true, 'tags')");

  private static final String UNFORCED =
      "CREATE TABLE dormouse.unforced (resource text NOT NULL, relation oid NOT NULL,"
          + " PRIMARY KEY (resource, relation))";
  private static final String INSTALLATIONS =
      """
      CREATE TABLE IF NOT EXISTS dormouse.installations (
        resource text PRIMARY KEY,
        installation text NOT NULL)
      """;

  private static TestPostgres postgres;

  @BeforeAll
  static void start() {
    postgres = TestPostgres.start(17);
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  @Test
  void shouldMakeTheTablesOfANewDatabase() throws SQLException {
    postgres.database("new");

    try (DatabaseServer server = postgres.connect("new", "new")) {
      assertThat(new Register(server).bound()).isZero();
    }

    assertThat(versions("new")).containsExactly("1 SQL", "2 SQL", "3 SQL", "4 SQL");
    assertThat(tables("new"))
        .containsExactly(
            "credentials",
            "flyway_schema_history",
            "installations",
            "keepers",
            "resources",
            "unforced");
  }

  @Test
  void shouldTakeOverADatabaseOfTheLastReleaseWithItsRows() throws SQLException {
    postgres.database("last");
    try (Connection connection = administrator("last")) {
      for (String statement : BEFORE_MIGRATIONS) {
        TestPostgres.execute(connection, statement);
      }
      TestPostgres.execute(connection, UNFORCED);
      TestPostgres.execute(connection, "INSERT INTO dormouse.unforced VALUES ('" + A + "', 4711)");
      TestPostgres.execute(connection, INSTALLATIONS);
      TestPostgres.execute(
          connection, "INSERT INTO dormouse.installations VALUES ('" + A + "', 'tests')");
    }

    try (DatabaseServer server = postgres.connect("last", "last")) {
      assertThat(new Register(server).find(A)).contains(acme("last"));
      assertThat(new Register(server).bound()).isEqualTo(1);
      assertThat(new InstallationMarks(server).all()).containsEntry(A, "tests");
    }

    assertThat(ask("last", "SELECT relation FROM dormouse.unforced")).containsExactly("4711");
    assertThat(versions("last")).containsExactly("1 BASELINE", "2 SQL", "3 SQL", "4 SQL");
  }

  @Test
  void shouldTakeOverAnOlderDatabaseThatLacksLaterTables() throws SQLException {
    postgres.database("older");
    try (Connection connection = administrator("older")) {
      for (String statement : BEFORE_MIGRATIONS) {
        TestPostgres.execute(connection, statement);
      }
    }

    try (DatabaseServer server = postgres.connect("older", "older")) {
      assertThat(new Register(server).find(A)).contains(acme("older"));
      new InstallationMarks(server).put(A, "tests");
      assertThat(new InstallationMarks(server).all()).containsEntry(A, "tests");
    }

    assertThat(tables("older")).contains("unforced", "installations");
  }

  @Test
  void shouldTakeOverADatabaseThatLivesWithItsTenants() throws SQLException {
    postgres.database("living");
    try (DatabaseServer server = postgres.connect("living", "living")) {
      new Register(server).bind(A, new InstanceId("acme"), 7);
    }
    try (Connection connection = administrator("living")) {
      TestPostgres.execute(connection, "DROP TABLE dormouse.flyway_schema_history");
    }

    try (DatabaseServer server = postgres.connect("living", "living")) {
      assertThat(new Register(server).bound()).isEqualTo(1);
    }

    assertThat(versions("living")).containsExactly("1 BASELINE", "2 SQL", "3 SQL", "4 SQL");
  }

  @Test
  void shouldPrepareADatabaseForSeveralProvisionersAtOnce() throws SQLException {
    postgres.database("shared");
    try (DatabaseServer one = postgres.connect("shared", "shared");
        DatabaseServer other = postgres.connect("shared", "shared")) {
      CompletableFuture<Long> first = CompletableFuture.supplyAsync(() -> bound(one));

      assertThat(bound(other)).isZero();
      assertThat(first).succeedsWithin(Duration.ofMinutes(1)).isEqualTo(0L);
    }

    assertThat(versions("shared")).containsExactly("1 SQL", "2 SQL", "3 SQL", "4 SQL");
  }

  @Test
  void shouldNotWaitForAnAdvisoryLockOnceTheTablesAreThere() throws SQLException {
    postgres.database("locked");
    try (DatabaseServer server = postgres.connect("locked", "locked")) {
      assertThat(bound(server)).isZero();
    }
    long lock =
        (0x46L << 40)
            + (0x6CL << 32)
            + (0x79L << 24)
            + (0x77 << 16)
            + (0x61 << 8)
            + 0x79
            + "\"dormouse\".\"flyway_schema_history\"".hashCode();
    try (Connection tenant = administrator("locked");
        DatabaseServer started = postgres.connect("locked", "locked")) {
      TestPostgres.execute(tenant, "SELECT pg_advisory_lock(" + lock + ")");

      assertThatThrownBy(() -> migrateAtOnce("locked"))
          .as("it is Flyway's lock")
          .isInstanceOf(FlywayException.class)
          .hasMessageContaining("lock");
      assertThat(bound(started)).isZero();
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void shouldSayWhatTheServerSaysToALoginWithoutRights() throws SQLException {
    try (Connection superuser = postgres.superuser("postgres")) {
      TestPostgres.execute(superuser, "CREATE DATABASE foreigners");
    }

    try (DatabaseServer server = postgres.connect("foreigners", "foreigners")) {
      assertThatThrownBy(() -> new Register(server).bound())
          .isInstanceOfSatisfying(
              SQLException.class, failure -> assertThat(failure.getSQLState()).isEqualTo("42501"))
          .hasMessageContaining("permission denied for database foreigners");
    }
  }

  private static Registered acme(String server) {
    return new Registered(A, new InstanceId("acme"), server, 7, 1, true, "tags", List.of());
  }

  private static long bound(DatabaseServer server) {
    try {
      return new Register(server).bound();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void migrateAtOnce(String database) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setURL(postgres.address("main").url().replaceAll("/dormouse$", "/" + database));
    source.setUser(TestPostgres.ADMINISTRATOR);
    source.setPassword(TestPostgres.ADMINISTRATOR_PASSWORD);
    Flyway.configure()
        .dataSource(source)
        .schemas("dormouse")
        .locations("classpath:db/register")
        .lockRetryCount(0)
        .load()
        .migrate();
  }

  private static Connection administrator(String database) throws SQLException {
    return postgres.connection(
        database, TestPostgres.ADMINISTRATOR, TestPostgres.ADMINISTRATOR_PASSWORD);
  }

  private static List<String> versions(String database) throws SQLException {
    return ask(
        database,
        "SELECT version || ' ' || type FROM dormouse.flyway_schema_history"
            + " WHERE version IS NOT NULL AND success ORDER BY installed_rank");
  }

  private static List<String> tables(String database) throws SQLException {
    return ask(
        database,
        "SELECT tablename FROM pg_tables WHERE schemaname = 'dormouse' ORDER BY tablename");
  }

  private static List<String> ask(String database, String query) throws SQLException {
    try (Connection connection = postgres.superuser(database)) {
      return TestPostgres.ask(connection, query);
    }
  }
}
