package io.dormouse.agents.provisioner.database.role;

import io.dormouse.agents.provisioner.database.server.DatabaseServer;
import io.dormouse.agents.provisioner.database.server.Sql;
import io.dormouse.agents.provisioner.database.server.SqlPart.Identifier;
import io.dormouse.agents.provisioner.database.server.TenantNames;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/**
 * Rolls back the transactions that a tenant has prepared and left: they outlive its sessions and
 * hold their locks for ever. Servers allow none by default. Those of the owner role may be any
 * replica's, so they stay while a login is left.
 */
public final class EndPreparedTransactions {

  private static final String PREPARED =
      """
      SELECT database, owner, quote_literal(gid) FROM pg_prepared_xacts
      WHERE owner = ? OR owner >= ?::name AND owner < ?::name
      """;

  private record Prepared(String database, Identifier owner, String literal) {}

  private EndPreparedTransactions() {}

  /**
   * Ends those of the owner role and of all logins except some.
   *
   * @param left logins that stay
   */
  public static void run(DatabaseServer server, TenantNames names, Set<Identifier> left)
      throws SQLException {
    List<Prepared> all =
        server.transaction(connection ->
            Sql.list(
                connection,
                row ->
                    new Prepared(
                        row.getString(1), new Identifier(row.getString(2)), row.getString(3)),
                PREPARED,
                names.owner().name(),
                names.loginsFrom(),
                names.loginsTo()));
    for (Prepared prepared : all) {
      boolean stays =
          left.contains(prepared.owner())
              || (!left.isEmpty() && prepared.owner().equals(names.owner()));
      if (stays) {
        continue;
      }
      LendOwner.during(server, prepared.owner(), () -> end(server, prepared));
    }
  }

  private static void end(DatabaseServer server, Prepared prepared) throws SQLException {
    try (Connection connection = server.connectTo(prepared.database())) {
      Sql.execute(connection, "SET ROLE %s", prepared.owner());
      Sql.run(connection, "ROLLBACK PREPARED " + prepared.literal());
    }
  }
}
