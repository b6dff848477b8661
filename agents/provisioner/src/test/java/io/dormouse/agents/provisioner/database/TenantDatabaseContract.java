package io.dormouse.agents.provisioner.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.agents.provisioner.database.login.CreateLogin;
import io.dormouse.agents.provisioner.database.login.LoginLimits;
import io.dormouse.agents.provisioner.database.login.RevokeLogins;
import io.dormouse.agents.provisioner.database.register.Register;
import io.dormouse.agents.provisioner.database.register.Registered;
import io.dormouse.agents.provisioner.database.schema.CreateSchema;
import io.dormouse.agents.provisioner.database.schema.DropSchema;
import io.dormouse.agents.provisioner.database.schema.RunSeedScript;
import io.dormouse.agents.provisioner.database.server.DatabaseServer;
import io.dormouse.agents.provisioner.database.server.TenantNames;
import io.dormouse.agents.provisioner.kit.TestPostgres;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.resources.ReplicaAccess;
import io.dormouse.language.resources.ReplicaCredentials;
import io.dormouse.language.resources.ResourceId;
import io.dormouse.language.resources.SealedCredentials;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rights and limits of tenants on a PostgreSQL server, the same on every supported version. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TenantDatabaseContract {

  private static final ResourceId A = new ResourceId("a000000000000000");
  private static final ResourceId B = new ResourceId("b000000000000000");
  private static final InstanceId ACME = new InstanceId("acme");
  private static final LoginLimits LIMITS =
      new LoginLimits(3, Duration.ofSeconds(30), Duration.ofSeconds(20));

  private final TestPostgres postgres;
  private final DatabaseServer server;
  private final Register register;

  TenantDatabaseContract(int version) {
    this.postgres = TestPostgres.start(version);
    this.server = postgres.connect();
    this.register = new Register(server);
  }

  @BeforeAll
  void shouldNotBeSuperuser() {
    assertThat(postgres.ask("SELECT rolsuper FROM pg_roles WHERE rolname = 'provisioner'"))
        .containsExactly("f");
  }

  @AfterEach
  void removeTenants() throws SQLException {
    for (ResourceId resource : List.of(A, B)) {
      remove(resource);
    }
  }

  @AfterAll
  void stop() {
    server.close();
    postgres.close();
  }

  private void remove(ResourceId resource) throws SQLException {
    RevokeLogins.run(server, new TenantNames(resource));
    DropSchema.run(server, new TenantNames(resource));
    register.forget(resource);
  }

  private Registered provide(ResourceId resource, long version, String password)
      throws SQLException {
    Registered tenant = register.bind(resource, ACME, version);
    CreateSchema.run(server, tenant);
    CreateLogin.run(server, tenant, access(0, version), password, LIMITS);
    return tenant;
  }

  private Connection login(ResourceId resource, long version, String password) throws SQLException {
    return login(resource, 0, version, password);
  }

  private Connection login(ResourceId resource, int replica, long version, String password)
      throws SQLException {
    return postgres.login("dm_%s_%d_%d".formatted(resource, replica, version), password);
  }

  private static ReplicaAccess access(int replica, long version) {
    return new ReplicaAccess(replica, version, false);
  }

  @Test
  void shouldGiveATenantASchemaAndALoginThatActsAsItsOwner() throws SQLException {
    provide(A, 1, "one");

    try (Connection tenant = login(A, 1, "one")) {
      TestPostgres.execute(tenant, "CREATE TABLE notes (text text)");
      TestPostgres.execute(tenant, "INSERT INTO notes VALUES ('hello')");

      assertThat(TestPostgres.ask(tenant, "SELECT current_user")).containsExactly("dm_" + A);
      assertThat(TestPostgres.ask(tenant, "SHOW search_path")).containsExactly("dm_" + A);
      assertThat(TestPostgres.ask(tenant, "SHOW statement_timeout")).containsExactly("30s");
      assertThat(TestPostgres.ask(tenant, "SHOW idle_in_transaction_session_timeout"))
          .containsExactly("20s");
      assertThat(TestPostgres.ask(tenant, "SELECT text FROM dm_" + A + ".notes"))
          .containsExactly("hello");
    }
  }

  @Test
  void shouldLetATenantHaveTemporaryTables() throws SQLException {
    provide(A, 1, "one");

    try (Connection tenant = login(A, 1, "one")) {
      TestPostgres.execute(tenant, "CREATE TEMP TABLE passing AS SELECT 7 AS x");

      assertThat(TestPostgres.ask(tenant, "SELECT x FROM passing")).containsExactly("7");
    }
  }

  @Test
  void shouldLetATenantOfAnOlderReleaseHaveTemporaryTablesFromTheNextStartOn() throws SQLException {
    provide(A, 1, "one");
    try (Connection superuser = postgres.superuser("dormouse")) {
      // Older releases made owner roles without this membership.
      TestPostgres.execute(
          superuser,
          "REVOKE dormouse_tenants FROM dm_%s GRANTED BY dormouse_keeper_1".formatted(A));
    }

    try (DatabaseServer started = postgres.connect()) {
      new Register(started).bound();
    }

    try (Connection tenant = login(A, 1, "one")) {
      TestPostgres.execute(tenant, "CREATE TEMP TABLE passing (x int)");
      assertThat(TestPostgres.ask(tenant, "SELECT count(*) FROM passing")).containsExactly("0");
    }
  }

  @Test
  void shouldChangeNothingWhenRepeated() throws SQLException {
    provide(A, 1, "one");
    provide(A, 1, "other");

    assertThat(postgres.ask("SELECT rolname FROM pg_roles WHERE rolname LIKE 'dm\\_%' ORDER BY 1"))
        .containsExactly("dm_" + A, "dm_" + A + "_0_1");
    try (Connection tenant = login(A, 1, "other")) {
      assertThat(tenant.isValid(1)).isTrue();
    }
  }

  @Test
  void shouldLimitSessions() throws SQLException {
    provide(A, 1, "one");

    try (Connection first = login(A, 1, "one");
        Connection second = login(A, 1, "one");
        Connection third = login(A, 1, "one")) {
      assertThat(List.of(first, second, third)).hasSize(3);
      assertThatThrownBy(() -> login(A, 1, "one")).hasMessageContaining("too many connections");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM dm_b000000000000000.notes",
        "INSERT INTO dm_b000000000000000.notes VALUES ('mine')",
        "CREATE TABLE dm_b000000000000000.mine (x int)",
        "CREATE TABLE public.mine (x int)",
        "CREATE SCHEMA mine",
        "SELECT * FROM dormouse.resources",
        "SELECT * FROM dormouse.keepers",
        "SELECT dormouse.as_keeper_1(ARRAY['ALTER ROLE dm_b000000000000000_0_1 NOLOGIN'])",
        "SELECT rolpassword FROM pg_authid",
        "SET ROLE dm_b000000000000000",
        "SET ROLE dm_b000000000000000_0_1",
        "SET ROLE dormouse_keeper_1",
        "SET ROLE provisioner",
        "ALTER ROLE dm_b000000000000000_0_1 PASSWORD 'mine'",
        "ALTER ROLE CURRENT_USER CREATEROLE",
        "ALTER ROLE dm_a000000000000000_0_1 CONNECTION LIMIT 100",
        "CREATE ROLE mine",
        "GRANT dm_b000000000000000 TO dm_a000000000000000_0_1",
        "DROP SCHEMA dm_b000000000000000 CASCADE",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'provisioner'",
        "SELECT pg_read_file('pg_hba.conf')",
        "COPY (SELECT 1) TO PROGRAM 'true'"
      })
  void shouldDenyWhatIsNotTheTenants(String attempt) throws SQLException {
    provide(A, 1, "one");
    provide(B, 1, "two");
    try (Connection other = login(B, 1, "two")) {
      TestPostgres.execute(other, "CREATE TABLE notes (text text)");
    }

    try (Connection tenant = login(A, 1, "one")) {
      assertThatThrownBy(() -> TestPostgres.execute(tenant, attempt))
          .isInstanceOf(SQLException.class)
          .hasMessageMatching("(?s).*(denied|must|cannot|Only roles|does not exist).*");
      TestPostgres.execute(tenant, "SET ROLE NONE");
      assertThatThrownBy(() -> TestPostgres.execute(tenant, attempt))
          .isInstanceOf(SQLException.class);
    }
  }

  @Test
  void shouldLetNobodyConnectWhoIsNoTenant() throws SQLException {
    provide(A, 1, "one");
    try (Connection superuser = postgres.superuser("dormouse")) {
      TestPostgres.execute(superuser, "CREATE ROLE stranger LOGIN PASSWORD 'stranger'");
    }

    assertThatThrownBy(() -> postgres.login("stranger", "stranger"))
        .hasMessageContaining("permission denied for database");
  }

  @Test
  void shouldEndSessionsAndKeepTheDataWhenOlderLoginsAreRevoked() throws SQLException {
    Registered tenant = provide(A, 1, "one");

    try (Connection older = login(A, 1, "one");
        Connection asLogin = login(A, 1, "one")) {
      TestPostgres.execute(older, "CREATE TABLE notes (text text)");
      TestPostgres.execute(asLogin, "SET ROLE NONE");
      TestPostgres.execute(asLogin, "CREATE TABLE dm_" + A + ".by_login (text text)");

      RevokeLogins.run(server, new TenantNames(A));
      CreateLogin.run(server, tenant, access(0, 2), "two", LIMITS);

      assertThatThrownBy(() -> TestPostgres.execute(older, "INSERT INTO notes VALUES ('late')"))
          .hasMessageContaining("terminating connection");
      assertThatThrownBy(() -> TestPostgres.execute(asLogin, "SELECT 1"))
          .isInstanceOf(SQLException.class);
    }
    assertThatThrownBy(() -> login(A, 1, "one")).isInstanceOf(SQLException.class);
    try (Connection newer = login(A, 2, "two")) {
      TestPostgres.execute(newer, "INSERT INTO notes VALUES ('new')");
      TestPostgres.execute(newer, "ALTER TABLE by_login ADD COLUMN more text");
      assertThat(TestPostgres.ask(newer, "SELECT text FROM notes")).containsExactly("new");
    }
  }

  @Test
  void shouldLeaveAReplicaAloneWhileAnotherIsRevoked() throws SQLException {
    Registered tenant = provide(A, 1, "one");
    CreateLogin.run(server, tenant, access(1, 1), "other", LIMITS);
    CreateLogin.run(server, tenant, access(10, 1), "tenth", LIMITS);
    try (Connection fenced = login(A, 1, "one");
        Connection tenth = login(A, 10, 1, "tenth");
        Connection stays = login(A, 1, 1, "other")) {
      TestPostgres.execute(fenced, "CREATE TABLE notes (text text)");
      stays.setAutoCommit(false);
      TestPostgres.execute(stays, "INSERT INTO notes VALUES ('undisturbed')");

      RevokeLogins.run(server, new TenantNames(A), List.of(access(1, 1)));

      for (Connection ended : List.of(fenced, tenth)) {
        assertThatThrownBy(() -> TestPostgres.execute(ended, "SELECT 1"))
            .isInstanceOf(SQLException.class);
      }
      stays.commit();
      assertThat(TestPostgres.ask(stays, "SELECT text FROM notes")).containsExactly("undisturbed");
    }
    assertThat(postgres.ask("SELECT rolname FROM pg_roles WHERE rolname LIKE 'dm\\_%' ORDER BY 1"))
        .containsExactly("dm_" + A, "dm_" + A + "_1_1");
    login(A, 1, 1, "other").close();
  }

  @Test
  void shouldRevokeWhatHidesInATransactionThatNeverEnds() throws SQLException {
    provide(A, 1, "one");
    try (Connection older = login(A, 1, "one")) {
      older.setAutoCommit(false);
      TestPostgres.execute(older, "SET statement_timeout = 0");
      TestPostgres.execute(older, "SET ROLE NONE");
      TestPostgres.execute(older, "ALTER ROLE dm_" + A + "_0_1 SET statement_timeout = 0");
      TestPostgres.execute(older, "CREATE TABLE notes (text text)");

      RevokeLogins.run(server, new TenantNames(A));

      assertThatThrownBy(older::commit).isInstanceOf(SQLException.class);
    }
    assertThat(postgres.ask("SELECT rolname FROM pg_roles WHERE rolname LIKE 'dm\\_%\\_0\\_1'"))
        .isEmpty();
  }

  @Test
  void shouldLeaveNothingOfARemovedTenant() throws SQLException {
    provide(A, 7, "one");
    try (Connection tenant = login(A, 7, "one")) {
      TestPostgres.execute(tenant, "CREATE TABLE notes (id serial PRIMARY KEY, text text)");
      TestPostgres.execute(tenant, "CREATE VIEW readable AS SELECT * FROM notes");
      TestPostgres.execute(tenant, "SELECT lo_create(0)");
    }

    remove(A);
    remove(A);

    assertThat(postgres.ask("SELECT rolname FROM pg_roles WHERE rolname LIKE 'dm\\_%'")).isEmpty();
    assertThat(postgres.ask("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'dm\\_%'"))
        .isEmpty();
    assertThat(postgres.ask("SELECT oid FROM pg_largeobject_metadata")).isEmpty();
    assertThat(postgres.ask("SELECT resource FROM dormouse.resources")).isEmpty();
    assertThat(postgres.ask("SELECT sum(tenants) FROM dormouse.keepers")).containsExactly("0");
  }

  @Test
  void shouldSeedOnceAndAllOrNothing() throws SQLException {
    Registered tenant = provide(A, 1, "one");

    assertThatThrownBy(
            () -> RunSeedScript.run(server, tenant, "CREATE TABLE notes (text text); SELECT 1/0"))
        .hasMessageContaining("division by zero");
    assertThat(register.find(A).orElseThrow().seeded()).isFalse();
    RunSeedScript.run(
        server,
        tenant,
        "CREATE TABLE notes (text text); -- a remark; with a semicolon\n"
            + "INSERT INTO notes VALUES (current_setting('dormouse.instance')), ('{d ''?'' }')");

    assertThat(register.find(A).orElseThrow().seeded()).isTrue();
    try (Connection login = login(A, 1, "one")) {
      assertThat(TestPostgres.ask(login, "SELECT text FROM notes ORDER BY 1"))
          .containsExactly("acme", "{d '?' }");
      assertThat(
              TestPostgres.ask(login, "SELECT tableowner FROM pg_tables WHERE tablename = 'notes'"))
          .containsExactly("dm_" + A);
    }
    assertThat(memberships("provisioner", "dm_" + A)).isEmpty();
  }

  @Test
  void shouldRefuseASeedThatEndsTheTransaction() throws SQLException {
    Registered tenant = provide(A, 1, "one");

    assertThatThrownBy(
            () -> RunSeedScript.run(server, tenant, "COMMIT; CREATE TABLE public.mine (x int)"))
        .isInstanceOf(SQLException.class);

    assertThat(register.find(A).orElseThrow().seeded()).isFalse();
    assertThat(postgres.ask("SELECT tablename FROM pg_tables WHERE tablename = 'mine'")).isEmpty();
  }

  private List<String> memberships(String member, String role) {
    return postgres.ask(
        "SELECT 1 FROM pg_auth_members m WHERE m.member = '%s'::regrole AND m.roleid = '%s'::regrole"
            .formatted(member, role));
  }

  @Test
  void shouldKnowARequestThatIsOlderThanOneBegunBefore() throws SQLException {
    register.bind(A, ACME, 3);

    assertThat(register.begin(A, 4)).isTrue();
    assertThat(register.begin(A, 4)).isTrue();
    assertThat(register.begin(A, 3)).isFalse();
    assertThat(register.begin(B, 1)).as("of a tenant that it does not know").isTrue();
    List<ReplicaCredentials> issued =
        List.of(
            new ReplicaCredentials(0, new SealedCredentials(4, "key", "first", null)),
            new ReplicaCredentials(
                1,
                new SealedCredentials(4, "key", "second", Instant.parse("2030-01-01T00:00:00Z"))));
    assertThat(register.keep(A, 3, issued)).isFalse();
    assertThat(register.find(A).orElseThrow().credentials()).isEmpty();
    assertThat(register.keep(A, 4, issued)).isTrue();
    assertThat(register.find(A).orElseThrow().credentials()).isEqualTo(issued);
    register.forgetCredentials(A, List.of(access(0, 4), access(1, 3)));
    assertThat(register.find(A).orElseThrow().credentials()).containsExactly(issued.get(1));
  }

  @Test
  void shouldNeverSendThePasswordToTheServer() throws SQLException {
    Registered tenant = register.bind(A, ACME, 1);
    // Without an owner role the statement fails, and the server quotes a part of it.

    assertThatThrownBy(
            () -> CreateLogin.run(server, tenant, access(0, 1), "canary-password", LIMITS))
        .isInstanceOf(SQLException.class)
        .satisfies(failure -> assertThat(failure.toString()).doesNotContain("canary-password"));
  }
}
