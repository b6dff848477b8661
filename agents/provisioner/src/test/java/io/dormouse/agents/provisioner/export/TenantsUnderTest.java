package io.dormouse.agents.provisioner.export;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.dormouse.agents.provisioner.database.server.TenantNames;
import io.dormouse.agents.provisioner.kit.TestPostgres;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.resources.ReplicaAccess;
import io.dormouse.language.resources.ResourceId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

/**
 * Tenants of a server whose table of locks is small, so that hundreds of objects do what thousands
 * do elsewhere.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TenantsUnderTest {

  static final LoginLimits LIMITS =
      new LoginLimits(5, Duration.ofSeconds(60), Duration.ofSeconds(60));

  private final AtomicInteger tenants = new AtomicInteger();
  private final int version;
  final TestPostgres postgres;
  final DatabaseServer server;
  final Register register;

  TenantsUnderTest(int version) {
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

  TenantNames next(String letter) {
    return new TenantNames(new ResourceId("%s%015d".formatted(letter, tenants.incrementAndGet())));
  }

  void provide(TenantNames names, long request) throws SQLException {
    Registered tenant = register.bind(names.resource(), new InstanceId("acme"), request);
    CreateSchema.run(server, tenant);
    CreateLogin.run(server, tenant, access(request), password(names, request), LIMITS);
  }

  static ReplicaAccess access(long request) {
    return new ReplicaAccess(0, request, false);
  }

  static String password(TenantNames names, long request) {
    return names.resource() + "-" + request;
  }

  Connection login(TenantNames names, long request) throws SQLException {
    return postgres.login(names.login(access(request)).name(), password(names, request));
  }

  void remove(TenantNames names) throws SQLException {
    RevokeLogins.run(server, names);
    DropSchema.run(server, names);
    register.forget(names.resource());
  }

  static void check(Connection neighbour) throws SQLException {
    TestPostgres.execute(neighbour, "INSERT INTO notes VALUES ('hello')");
    TestPostgres.execute(neighbour, "CREATE TABLE more (id serial PRIMARY KEY)");
    TestPostgres.execute(neighbour, "DROP TABLE more");
  }

  /**
   * False if Debian's {@code pg_dump} is too old for the server. The rights of a dump are then
   * tried without the program.
   */
  boolean canDump() {
    return version <= 15;
  }

  void export(TenantNames a, Path folder) throws Exception {
    Map<String, String> rows = rows(a, "dormouse");
    boolean forced = anyIsForced(a);
    if (!FoundTenants.hasSchema(server, a)) {
      return;
    }
    if (canDump()) {
      Path dump = folder.resolve("schema.sql");
      new PgDump("pg_dump").run(server, a, dump, () -> false);
      assertThat(Files.readString(dump).contains("FORCE ROW LEVEL SECURITY")).isEqualTo(forced);
      assertThat(restored(a, dump)).isEqualTo(rows);
    } else {
      try (ReadableSchema readable = new ReadableSchema(server, a)) {
        assertThat(readable.afterDump().isEmpty()).isEqualTo(!forced);
        assertThat(rowsAsOwner(a)).isEqualTo(rows);
      }
    }
    assertThat(anyIsForced(a)).isEqualTo(forced);
  }

  boolean anyIsForced(TenantNames a) {
    return !postgres
        .ask(
            "SELECT 1 FROM pg_class WHERE relforcerowsecurity AND relnamespace = to_regnamespace('%s')"
                .formatted(a.schema()))
        .isEmpty();
  }

  int sessions(TenantNames names) {
    return postgres
        .ask(
            "SELECT 1 FROM pg_stat_activity WHERE usename = '%s'".formatted(names.login(access(1))))
        .size();
  }

  /** A digest of the rows of each table of the tenant, as the superuser sees them. */
  private Map<String, String> rows(TenantNames a, String database) throws SQLException {
    try (Connection superuser = postgres.superuser(database)) {
      return rows(a, superuser);
    }
  }

  Map<String, String> rowsAsOwner(TenantNames a) throws SQLException {
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

  void assertNothingIsLeft(TenantNames names) {
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
