package io.dormouse.agents.provisioner.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.agents.provisioner.database.login.CreateLogin;
import io.dormouse.agents.provisioner.database.login.RevokeLogins;
import io.dormouse.agents.provisioner.database.schema.ReadableSchema;
import io.dormouse.agents.provisioner.database.server.OperatorNeededException;
import io.dormouse.agents.provisioner.database.server.TenantNames;
import io.dormouse.agents.provisioner.kit.Eventually;
import io.dormouse.agents.provisioner.kit.TestPostgres;
import io.dormouse.language.resources.ReplicaAccess;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A tenant can be revoked, exported and removed without a trace, whatever it has done, and a
 * neighbour works all the while; the same on every supported version.
 */
abstract class TenantTricksContract extends TenantsUnderTest {

  TenantTricksContract(int version) {
    super(version);
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
        Connection elsewhere =
            postgres.connection("postgres", a.login(access(1)).name(), password(a, 1))) {
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
      if (canDump()) {
        new PgDump("pg_dump").run(server, a, folder.resolve("schema.sql"), () -> false);
      } else {
        try (ReadableSchema readable = new ReadableSchema(server, a)) {
          assertThat(rowsAsOwner(a)).hasSize(1);
          assertThat(readable.afterDump()).isEmpty();
        }
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

  @Test
  void shouldEndPreparedTransactionsOfTheOwnerWithItsLastLogin() throws Exception {
    TenantNames a = next("a");
    provide(a, 1);
    ReplicaAccess stays = new ReplicaAccess(1, 1, true);
    CreateLogin.run(server, register.find(a.resource()).orElseThrow(), stays, "stays", LIMITS);
    try (Connection owner = postgres.login(a.login(stays).name(), "stays");
        Connection login = login(a, 1)) {
      TestPostgres.execute(owner, "CREATE TABLE t (id int)");
      TestPostgres.execute(owner, "BEGIN");
      TestPostgres.execute(owner, "INSERT INTO t VALUES (1)");
      TestPostgres.execute(owner, "PREPARE TRANSACTION 'owner'");
      TestPostgres.execute(login, "SET ROLE NONE");
      TestPostgres.execute(login, "BEGIN");
      TestPostgres.execute(login, "SELECT lo_create(0)");
      TestPostgres.execute(login, "PREPARE TRANSACTION 'login'");

      RevokeLogins.run(server, a, List.of(stays));

      assertThat(postgres.ask("SELECT gid FROM pg_prepared_xacts")).containsExactly("owner");
      TestPostgres.execute(owner, "COMMIT PREPARED 'owner'");
      assertThat(TestPostgres.ask(owner, "SELECT id FROM t")).containsExactly("1");
      TestPostgres.execute(owner, "BEGIN");
      TestPostgres.execute(owner, "INSERT INTO t VALUES (2)");
      TestPostgres.execute(owner, "PREPARE TRANSACTION 'late'");

      RevokeLogins.run(server, a);

      assertThat(postgres.ask("SELECT gid FROM pg_prepared_xacts")).isEmpty();
    }
    remove(a);
    assertNothingIsLeft(a);
  }

  /** The statements with the names of these tenants. */
  private static List<String> of(List<String> statements, TenantNames a, TenantNames b) {
    return statements.stream()
        .map(one ->
            one.replace(Trick.SCHEMA, a.schema().name())
                .replace(Trick.NEIGHBOUR, b.schema().name()))
        .toList();
  }
}
