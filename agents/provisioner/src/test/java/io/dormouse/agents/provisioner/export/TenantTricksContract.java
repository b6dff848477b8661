package io.dormouse.agents.provisioner.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.agents.provisioner.database.login.CreateLogin;
import io.dormouse.agents.provisioner.database.login.LoginLimits;
import io.dormouse.agents.provisioner.database.login.RevokeLogins;
import io.dormouse.agents.provisioner.database.register.FoundTenants;
import io.dormouse.agents.provisioner.database.register.Register;
import io.dormouse.agents.provisioner.database.register.Registered;
import io.dormouse.agents.provisioner.database.schema.CreateSchema;
import io.dormouse.agents.provisioner.database.schema.DropSchema;
import io.dormouse.agents.provisioner.database.schema.ReadableSchema;
import io.dormouse.agents.provisioner.database.server.DatabaseServer;
import io.dormouse.agents.provisioner.database.server.OperatorNeededException;
import io.dormouse.agents.provisioner.database.server.TenantNames;
import io.dormouse.agents.provisioner.kit.Eventually;
import io.dormouse.agents.provisioner.kit.TestPostgres;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.resources.ResourceId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a tenant has done, it can be revoked, exported and removed without a trace, and a
 * neighbour works all the while; the same on every supported version. The server's table of locks
 * is small, so that hundreds of objects do what thousands do elsewhere.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TenantTricksContract {

  private static final LoginLimits LIMITS =
      new LoginLimits(5, Duration.ofSeconds(60), Duration.ofSeconds(60));

  private final AtomicInteger tenants = new AtomicInteger();
  private final int version;
  private final TestPostgres postgres;
  private final DatabaseServer server;
  private final Register register;

  TenantTricksContract(int version) {
    this.version = version;
    this.postgres =
        TestPostgres.start(
            version,
            Map.of(
                "max_connections", "40",
                "max_locks_per_transaction", "12",
                "max_prepared_transactions", "5"));
    this.server = postgres.connect();
    this.register = new Register(server);
  }

  @AfterAll
  void stop() {
    server.close();
    postgres.close();
  }

  static List<Trick> tricks() {
    return Trick.all();
  }

  @ParameterizedTest
  @MethodSource("tricks")
  void shouldEndATenantWhateverItHasDone(Trick trick, @TempDir Path folder) throws Exception {
    TenantNames a = next("a");
    TenantNames b = next("b");
    provide(a, 1);
    provide(b, 1);
    try (Connection neighbour = login(b, 1);
        Connection owner = login(a, 1);
        Connection login = login(a, 1);
        Connection elsewhere = postgres.connection("postgres", a.login(1).name(), password(a, 1))) {
      TestPostgres.execute(neighbour, "CREATE TABLE notes (text text)");
      for (String statement : of(trick.asOwner(), a, b)) {
        TestPostgres.execute(owner, statement);
      }
      TestPostgres.execute(login, "SET ROLE NONE");
      for (String statement : of(trick.asLogin(), a, b)) {
        TestPostgres.execute(login, statement);
      }
      TestPostgres.execute(elsewhere, "SET ROLE " + a.owner());
      for (String statement : of(trick.elsewhere(), a, b)) {
        TestPostgres.execute(elsewhere, statement);
      }
      check(neighbour);

      RevokeLogins.run(server, a);
      check(neighbour);
      export(a, folder);
      check(neighbour);
      RevokeLogins.run(server, b);
      provide(b, 2);
      try (Connection again = login(b, 2)) {
        check(again);
        remove(a);
        check(again);
      }
      remove(b);
    }
    assertNothingIsLeft(a);
    assertNothingIsLeft(b);
  }

  private TenantNames next(String letter) {
    return new TenantNames(new ResourceId("%s%015d".formatted(letter, tenants.incrementAndGet())));
  }

  @Test
  void shouldEndBothWhenOneHasPutThingsInTheSchemaOfTheOther(@TempDir Path folder)
      throws Exception {
    TenantNames a = next("a");
    TenantNames b = next("b");
    provide(a, 1);
    provide(b, 1);
    String schema = a.schema().name();
    try (Connection host = login(a, 1);
        Connection guest = login(b, 1);
        Connection asLogin = login(b, 1)) {
      TestPostgres.execute(host, "GRANT ALL ON SCHEMA %s TO PUBLIC".formatted(schema));
      TestPostgres.execute(asLogin, "SET ROLE NONE");
      Map<String, Connection> guests = Map.of("of_owner", guest, "of_login", asLogin);
      for (Map.Entry<String, Connection> entry : guests.entrySet()) {
        String name = entry.getKey();
        Connection one = entry.getValue();
        TestPostgres.execute(one, "CREATE TABLE %s.%s (id serial)".formatted(schema, name));
        TestPostgres.execute(one, "INSERT INTO %s.%s VALUES (1), (2)".formatted(schema, name));
        TestPostgres.execute(
            one, "ALTER TABLE %s.%s ENABLE ROW LEVEL SECURITY".formatted(schema, name));
        TestPostgres.execute(
            one,
            "CREATE FUNCTION %s.f_%s() RETURNS int LANGUAGE sql AS 'SELECT 1'"
                .formatted(schema, name));
        TestPostgres.execute(one, "CREATE TYPE %s.t_%s AS ENUM ('a')".formatted(schema, name));
      }
      TestPostgres.execute(host, "CREATE TABLE mine (t %s.t_of_owner)".formatted(schema));
      TestPostgres.execute(host, "REVOKE ALL ON SCHEMA %s FROM PUBLIC".formatted(schema));

      RevokeLogins.run(server, b);
      RevokeLogins.run(server, a);
      export(a, folder);
    }
    remove(b);
    remove(a);

    assertNothingIsLeft(a);
    assertNothingIsLeft(b);
  }

  @Test
  void shouldNotWaitForANeighbourThatHoldsOnToATable(@TempDir Path folder) throws Exception {
    TenantNames a = next("a");
    TenantNames b = next("b");
    provide(a, 1);
    provide(b, 1);
    try (Connection host = login(a, 1);
        Connection guest = login(b, 1)) {
      TestPostgres.execute(host, "CREATE TABLE t (id int)");
      TestPostgres.execute(host, "GRANT ALL ON SCHEMA %s TO PUBLIC".formatted(a.schema()));
      TestPostgres.execute(host, "GRANT ALL ON t TO PUBLIC");
      TestPostgres.execute(guest, "SET idle_in_transaction_session_timeout = 0");
      TestPostgres.execute(guest, "BEGIN");
      TestPostgres.execute(guest, "LOCK TABLE %s.t".formatted(a.schema()));

      RevokeLogins.run(server, a);
      if (version > 15) {
        try (ReadableSchema readable = new ReadableSchema(server, a)) {
          assertThat(rowsAsOwner(a)).hasSize(1);
          assertThat(readable.afterDump()).isEmpty();
        }
      } else {
        new PgDump("pg_dump").run(server, a, folder.resolve("schema.sql"), () -> false);
      }
      remove(a);

      assertThatThrownBy(() -> TestPostgres.execute(guest, "SELECT 1"))
          .isInstanceOf(SQLException.class);
    }
    remove(b);
    assertNothingIsLeft(a);
  }

  @Test
  void shouldRevokeALoginThatKeepsChangingItsPasswordAndComingBack() throws Exception {
    TenantNames a = next("a");
    provide(a, 1);
    AtomicBoolean over = new AtomicBoolean();
    List<Thread> tenants = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      tenants.add(Thread.ofVirtual().start(() -> comeBack(a, over)));
    }
    try {
      Eventually.holds("the tenant is busy", () -> sessions(a) > 0);

      RevokeLogins.run(server, a);

      assertThat(sessions(a)).isZero();
    } finally {
      over.set(true);
      for (Thread tenant : tenants) {
        tenant.join();
      }
    }
    remove(a);
    assertNothingIsLeft(a);
  }

  private void comeBack(TenantNames names, AtomicBoolean over) {
    while (!over.get()) {
      try (Connection login = login(names, 1)) {
        TestPostgres.execute(login, "SET ROLE NONE");
        while (!over.get()) {
          TestPostgres.execute(
              login, "ALTER ROLE CURRENT_USER PASSWORD '%s'".formatted(password(names, 1)));
        }
      } catch (SQLException e) {
        Thread.onSpinWait();
      }
    }
  }

  private int sessions(TenantNames names) {
    return postgres
        .ask("SELECT 1 FROM pg_stat_activity WHERE usename = '%s'".formatted(names.login(1)))
        .size();
  }

  @Test
  void shouldSayAtOnceThatADumpWouldTakeTheLocksOfAll(@TempDir Path folder) throws Exception {
    TenantNames a = next("a");
    provide(a, 1);
    try (Connection owner = login(a, 1)) {
      for (int i = 0; i < 300; i++) {
        TestPostgres.execute(owner, "CREATE TABLE t%d (id int)".formatted(i));
      }
    }
    RevokeLogins.run(server, a);

    assertThatThrownBy(
            () -> new PgDump("pg_dump").run(server, a, folder.resolve("dump"), () -> false))
        .isInstanceOf(OperatorNeededException.class)
        .hasMessageContaining("found 300")
        .hasMessageContaining("max_locks_per_transaction × max_connections is 600 or more");

    remove(a);
    assertNothingIsLeft(a);
  }

  @Test
  void shouldForceRowLevelSecurityAgainAfterADumpThatWasCutOff() throws Exception {
    TenantNames a = next("a");
    provide(a, 1);
    try (Connection owner = login(a, 1)) {
      TestPostgres.execute(owner, "CREATE TABLE t (id int)");
      TestPostgres.execute(owner, "ALTER TABLE t FORCE ROW LEVEL SECURITY");
    }
    RevokeLogins.run(server, a);
    ReadableSchema cutOff = new ReadableSchema(server, a);
    assertThat(cutOff.afterDump()).hasSize(1);
    assertThat(anyIsForced(a)).isFalse();

    provide(a, 2);

    assertThat(anyIsForced(a)).isTrue();
    cutOff.close();
    remove(a);
  }

  /** The statements with the names of these tenants. */
  private static List<String> of(List<String> statements, TenantNames a, TenantNames b) {
    return statements.stream()
        .map(one ->
            one.replace(Trick.SCHEMA, a.schema().name())
                .replace(Trick.NEIGHBOUR, b.schema().name()))
        .toList();
  }

  private void provide(TenantNames names, long request) throws SQLException {
    Registered tenant = register.bind(names.resource(), new InstanceId("acme"), request);
    CreateSchema.run(server, tenant);
    CreateLogin.run(server, tenant, request, password(names, request), LIMITS);
  }

  private static String password(TenantNames names, long request) {
    return names.resource() + "-" + request;
  }

  private Connection login(TenantNames names, long request) throws SQLException {
    return postgres.login(names.login(request).name(), password(names, request));
  }

  private void remove(TenantNames names) throws SQLException {
    RevokeLogins.run(server, names);
    DropSchema.run(server, names);
    register.forget(names.resource());
  }

  private static void check(Connection neighbour) throws SQLException {
    TestPostgres.execute(neighbour, "INSERT INTO notes VALUES ('hello')");
    TestPostgres.execute(neighbour, "CREATE TABLE more (id serial PRIMARY KEY)");
    TestPostgres.execute(neighbour, "DROP TABLE more");
  }

  private void export(TenantNames a, Path folder) throws Exception {
    Map<String, String> rows = rows(a, "dormouse");
    boolean forced = anyIsForced(a);
    if (!FoundTenants.hasSchema(server, a)) {
      return;
    }
    if (version > 15) {
      // Debian's pg_dump is too old for the server: the same rights, without the program.
      try (ReadableSchema readable = new ReadableSchema(server, a)) {
        assertThat(readable.afterDump().isEmpty()).isEqualTo(!forced);
        assertThat(rowsAsOwner(a)).isEqualTo(rows);
      }
    } else {
      Path dump = folder.resolve("schema.sql");
      new PgDump("pg_dump").run(server, a, dump, () -> false);
      assertThat(Files.readString(dump).contains("FORCE ROW LEVEL SECURITY")).isEqualTo(forced);
      assertThat(restored(a, dump)).isEqualTo(rows);
    }
    assertThat(anyIsForced(a)).isEqualTo(forced);
  }

  private boolean anyIsForced(TenantNames a) {
    return !postgres
        .ask(
            "SELECT 1 FROM pg_class WHERE relforcerowsecurity AND relnamespace = to_regnamespace('%s')"
                .formatted(a.schema()))
        .isEmpty();
  }

  /** A digest of the rows of each table of the tenant, as the superuser sees them. */
  private Map<String, String> rows(TenantNames a, String database) throws SQLException {
    try (Connection superuser = postgres.superuser(database)) {
      return rows(a, superuser);
    }
  }

  private Map<String, String> rowsAsOwner(TenantNames a) throws SQLException {
    try (Connection administrator =
        postgres.login(TestPostgres.ADMINISTRATOR, TestPostgres.ADMINISTRATOR_PASSWORD)) {
      TestPostgres.execute(administrator, "SET ROLE " + a.owner());
      TestPostgres.execute(administrator, "SET row_security = off");
      return rows(a, administrator);
    }
  }

  private static Map<String, String> rows(TenantNames a, Connection connection)
      throws SQLException {
    Map<String, String> all = new TreeMap<>();
    for (String table :
        TestPostgres.ask(
            connection,
            "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c"
                + " JOIN pg_namespace n ON n.oid = c.relnamespace"
                + " WHERE n.nspname = '%s' AND c.relkind = 'r'".formatted(a.schema()))) {
      all.put(
          table,
          TestPostgres.ask(
                  connection,
                  "SELECT count(*) || md5(coalesce(string_agg(x::text, '|' ORDER BY x::text), ''))"
                      + " FROM ONLY "
                      + table
                      + " x")
              .get(0));
    }
    return all;
  }

  private Map<String, String> restored(TenantNames a, Path dump) throws Exception {
    String database = "restored";
    try (Connection superuser = postgres.superuser("postgres")) {
      TestPostgres.execute(superuser, "DROP DATABASE IF EXISTS " + database);
      TestPostgres.execute(superuser, "CREATE DATABASE " + database + " TEMPLATE template0");
    }
    Path words = dump.resolveSibling("psql.words");
    ProcessBuilder psql = new ProcessBuilder("psql", "--no-psqlrc", "--quiet", "--file=" + dump);
    psql.environment().putAll(postgres.environment(database));
    int code = psql.redirectErrorStream(true).redirectOutput(words.toFile()).start().waitFor();
    assertThat(code).as(Files.readString(words)).isZero();
    return rows(a, database);
  }

  private void assertNothingIsLeft(TenantNames names) {
    assertThat(
            postgres.ask(
                """
                SELECT rolname::text FROM pg_roles WHERE rolname ~ '<id>'
                UNION ALL SELECT nspname FROM pg_namespace WHERE nspname ~ '<id>'
                UNION ALL SELECT gid FROM pg_prepared_xacts
                UNION ALL SELECT resource FROM dormouse.resources WHERE resource = '<id>'
                UNION ALL SELECT resource FROM dormouse.unforced WHERE resource = '<id>'
                UNION ALL SELECT oid::text FROM pg_largeobject_metadata
                  WHERE lomowner NOT IN (SELECT oid FROM pg_roles)
                UNION ALL SELECT refobjid::text FROM pg_shdepend
                  WHERE refclassid = 'pg_authid'::regclass
                    AND refobjid NOT IN (SELECT oid FROM pg_roles)
                """
                    .replace("<id>", names.resource().value())))
        .isEmpty();
    assertThat(
            postgres.ask(
                "SELECT roleid::regrole::text FROM pg_auth_members"
                    + " WHERE member = 'provisioner'::regrole AND roleid::regrole::text ~ '%s'"
                        .formatted(names.resource())))
        .isEmpty();
  }
}
