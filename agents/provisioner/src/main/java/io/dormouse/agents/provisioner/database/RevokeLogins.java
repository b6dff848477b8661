package io.dormouse.agents.provisioner.database;

import io.dormouse.agents.provisioner.database.Keeper.Statements;
import io.dormouse.agents.provisioner.database.SqlPart.Identifier;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends all logins of a tenant: nobody new gets in, then all sessions end, then the roles go, and
 * with them every right. What they owned belongs to the owner role from then on. Returns when no
 * session is left.
 */
public final class RevokeLogins {

  private static final Duration SESSIONS_END_WITHIN = Duration.ofSeconds(10);
  private static final Duration LOOK_EVERY = Duration.ofMillis(20);
  private static final String LOGINS =
      "SELECT oid, rolname FROM pg_roles WHERE rolname >= ?::name AND rolname < ?::name";
  private static final String TERMINATE =
      "SELECT pid, pg_terminate_backend(pid) FROM pg_stat_activity WHERE usesysid = ANY(?)";

  private record Login(long oid, Identifier name) {}

  private RevokeLogins() {}

  public static void run(DatabaseServer server, TenantNames names) throws SQLException {
    List<Login> logins = server.transaction(connection -> closed(connection, names));
    if (logins.isEmpty()) {
      return;
    }
    endSessions(server, names, logins);
    server.transaction(connection -> drop(connection, names, logins));
    // One may have got in just before the door was closed, and shows up only now.
    endSessions(server, names, logins);
  }

  private static List<Login> closed(Connection connection, TenantNames names) throws SQLException {
    List<Login> logins =
        Sql.list(
            connection,
            row -> new Login(row.getLong(1), new Identifier(row.getString(2))),
            LOGINS,
            names.loginsFrom(),
            names.loginsTo());
    for (Login login : logins) {
      Keeper.ofRole(connection, login.name())
          .run(connection, new Statements().add("ALTER ROLE %s NOLOGIN", login.name()));
    }
    return logins;
  }

  private static void endSessions(DatabaseServer server, TenantNames names, List<Login> logins)
      throws SQLException {
    Object[] oids = logins.stream().map(Login::oid).toArray();
    long deadline = System.nanoTime() + SESSIONS_END_WITHIN.toNanos();
    while (true) {
      int left =
          server.transaction(connection ->
              Sql.list(
                      connection,
                      row -> row.getInt(1),
                      TERMINATE,
                      connection.createArrayOf("oid", oids))
                  .size());
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

  private static boolean drop(Connection connection, TenantNames names, List<Login> logins)
      throws SQLException {
    for (Login login : logins) {
      Identifier name = login.name();
      if (Sql.exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = ?", name.name())) {
        Keeper.ofRole(connection, name)
            .run(
                connection,
                new Statements()
                    .add("GRANT %s TO CURRENT_USER", name)
                    .add("GRANT %s TO CURRENT_USER", names.owner())
                    .add("REASSIGN OWNED BY %s TO %s", name, names.owner())
                    .add("DROP OWNED BY %s", name)
                    .add("DROP ROLE %s", name)
                    .add("REVOKE %s FROM CURRENT_USER", names.owner()));
      }
    }
    return true;
  }
}
