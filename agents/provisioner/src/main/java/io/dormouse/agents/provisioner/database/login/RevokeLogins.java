package io.dormouse.agents.provisioner.database.login;

import io.dormouse.agents.provisioner.database.role.EndPreparedTransactions;
import io.dormouse.agents.provisioner.database.role.FreeRole;
import io.dormouse.agents.provisioner.database.role.Keeper;
import io.dormouse.agents.provisioner.database.role.Keeper.Statements;
import io.dormouse.agents.provisioner.database.role.ReassignObjects;
import io.dormouse.agents.provisioner.database.role.SchemaRights;
import io.dormouse.agents.provisioner.database.server.DatabaseServer;
import io.dormouse.agents.provisioner.database.server.Sql;
import io.dormouse.agents.provisioner.database.server.SqlPart.Identifier;
import io.dormouse.agents.provisioner.database.server.TenantNames;
import io.dormouse.language.resources.ReplicaAccess;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Ends logins of a tenant. First nobody may log in with them, then their sessions end, then the
 * roles are dropped with all their rights. Their objects go to the owner role. Returns when no
 * session is left.
 */
public final class RevokeLogins {

  private static final Duration SESSIONS_END_WITHIN = Duration.ofSeconds(10);
  private static final Duration LOOK_EVERY = Duration.ofMillis(20);
  private static final String LOGINS =
      "SELECT oid, rolname FROM pg_roles WHERE rolname >= ?::name AND rolname < ?::name";
  private static final String TERMINATE =
      "SELECT pid, pg_terminate_backend(pid) FROM pg_stat_activity WHERE usesysid = ANY(?)";

  /** Objects and rights of a role, in any database; memberships are in none. */
  private static final String IN_USE =
      "SELECT 1 FROM pg_shdepend WHERE refclassid = 'pg_authid'::regclass AND refobjid = ?::oid"
          + " AND dbid <> 0";

  /** SQL state of the server when two sessions change a role at once. */
  private static final String CHANGED_MEANWHILE = "XX000";

  private record Login(long oid, Identifier name) {}

  private RevokeLogins() {}

  /** Ends all logins. */
  public static void run(DatabaseServer server, TenantNames names) throws SQLException {
    run(server, names, List.of());
  }

  /** Ends all logins but those listed, whose sessions go on. */
  public static void run(
      DatabaseServer server, TenantNames names, Collection<ReplicaAccess> admitted)
      throws SQLException {
    Set<Identifier> left = admitted.stream().map(names::login).collect(Collectors.toSet());
    List<Login> logins =
        server.transaction(connection -> logins(connection, names)).stream()
            .filter(login -> !left.contains(login.name()))
            .toList();
    if (!logins.isEmpty()) {
      close(server, logins);
      endSessions(server, names, logins);
    }
    EndPreparedTransactions.run(server, names, left);
    if (logins.isEmpty()) {
      return;
    }
    for (Login login : logins) {
      if (server.transaction(connection -> Sql.exists(connection, IN_USE, login.oid()))) {
        SchemaRights.giveBack(server, names);
        ReassignObjects.run(server, login.name(), names);
        FreeRole.run(server, login.name());
      }
      server.transaction(connection -> drop(connection, names, login.name()));
    }
    // A session that began just before the logins were closed shows up only now.
    endSessions(server, names, logins);
  }

  private static List<Login> logins(Connection connection, TenantNames names) throws SQLException {
    return Sql.list(
        connection,
        row -> new Login(row.getLong(1), new Identifier(row.getString(2))),
        LOGINS,
        names.loginsFrom(),
        names.loginsTo());
  }

  /**
   * Closes the logins. A login that keeps changing its own password makes this fail, so it is tried
   * again.
   */
  private static void close(DatabaseServer server, List<Login> logins) throws SQLException {
    long deadline = System.nanoTime() + SESSIONS_END_WITHIN.toNanos();
    while (true) {
      try {
        server.transaction(connection -> closed(connection, logins));
        return;
      } catch (SQLException e) {
        if (!CHANGED_MEANWHILE.equals(e.getSQLState()) || System.nanoTime() > deadline) {
          throw e;
        }
        terminate(server, logins);
      }
    }
  }

  private static boolean closed(Connection connection, List<Login> logins) throws SQLException {
    for (Login login : logins) {
      Keeper.ofRole(connection, login.name())
          .run(connection, new Statements().add("ALTER ROLE %s NOLOGIN", login.name()));
    }
    return true;
  }

  private static int terminate(DatabaseServer server, List<Login> logins) throws SQLException {
    Object[] oids = logins.stream().map(Login::oid).toArray();
    return server.transaction(connection ->
        Sql.list(connection, row -> row.getInt(1), TERMINATE, connection.createArrayOf("oid", oids))
            .size());
  }

  private static void endSessions(DatabaseServer server, TenantNames names, List<Login> logins)
      throws SQLException {
    long deadline = System.nanoTime() + SESSIONS_END_WITHIN.toNanos();
    while (true) {
      int left = terminate(server, logins);
      if (left == 0) {
        return;
      }
      if (System.nanoTime() > deadline) {
        throw new SQLTransientException(
            "Expected all sessions of %s to end within %s, but %d are left."
                .formatted(names.schema(), SESSIONS_END_WITHIN, left));
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
  }

  private static boolean drop(Connection connection, TenantNames names, Identifier login)
      throws SQLException {
    if (Sql.exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = ?", login.name())) {
      Keeper.ofRole(connection, login)
          .run(
              connection,
              new Statements()
                  .add("GRANT %s TO CURRENT_USER", login)
                  .add("GRANT %s TO CURRENT_USER", names.owner())
                  .add("REASSIGN OWNED BY %s TO %s", login, names.owner())
                  .add("DROP OWNED BY %s", login)
                  .add("DROP ROLE %s", login)
                  .add("REVOKE %s FROM CURRENT_USER", names.owner()));
    }
    return true;
  }
}
