package io.dormouse.agents.provisioner.database.role;

import io.dormouse.agents.provisioner.database.server.DatabaseServer;
import io.dormouse.agents.provisioner.database.server.Sql;
import io.dormouse.agents.provisioner.database.server.SqlPart.Identifier;
import io.dormouse.agents.provisioner.database.server.TenantNames;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Rolls back the transactions that a tenant has prepared and left: they outlive its sessions and
 * hold their locks for ever. Servers allow none by default.
 */
public final class EndPreparedTransactions {

  private static final String PREPARED =
      """
      SELECT database, owner, quote_literal(gid) FROM pg_prepared_xacts
      WHERE owner = ? OR owner >= ?::name AND owner < ?::name
      """;

  private record Prepared(String database, Identifier owner, String literal) {}

  private EndPreparedTransactions() {}

  public static void run(DatabaseServer server, TenantNames names) throws SQLException {
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
