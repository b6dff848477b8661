package io.dormouse.agents.provisioner.database.schema;

import io.dormouse.agents.provisioner.database.role.FreeRole;
import io.dormouse.agents.provisioner.database.role.Keeper;
import io.dormouse.agents.provisioner.database.role.Keeper.Statements;
import io.dormouse.agents.provisioner.database.role.SchemaRights;
import io.dormouse.agents.provisioner.database.server.DatabaseServer;
import io.dormouse.agents.provisioner.database.server.LockTable;
import io.dormouse.agents.provisioner.database.server.OperatorNeededException;
import io.dormouse.agents.provisioner.database.server.Sql;
import io.dormouse.agents.provisioner.database.server.SqlPart.Identifier;
import io.dormouse.agents.provisioner.database.server.TenantNames;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Drops the tenant's schema with all in it, and then the role that owned it. A schema that needs
 * more locks than the server has to spare is dropped a part at a time; a repeated call goes on with
 * the rest.
 */
public final class DropSchema {

  private static final int OBJECTS_AT_ONCE = 500;

  private DropSchema() {}

  /**
   * Throws {@link OperatorNeededException} if one object alone takes half of the server's locks.
   */
  public static void run(DatabaseServer server, TenantNames names) throws SQLException {
    if (!server.transaction(connection -> isThere(connection, names.owner()))) {
      return;
    }
    LockTable table = server.lockTable();
    TenantObjects objects = new TenantObjects(names.schema(), names.owner());
    SchemaRights.giveBack(server, names);
    int locks = server.transaction(connection -> objects.locks(connection, table.most() + 1));
    while (locks > table.few() && dropSome(server, objects) > 0) {
      locks = server.transaction(connection -> objects.locks(connection, table.most() + 1));
    }
    if (locks > table.most()) {
      throw new OperatorNeededException(
          ("Expected objects of %s that can be dropped with %d locks each, but some need more."
                  + " Raise the server's max_locks_per_transaction and ask for the removal again.")
              .formatted(names.schema(), table.most()));
    }
    FreeRole.run(server, names.owner());
    table.holding(locks, () -> server.transaction(connection -> dropRest(connection, names)));
  }

  private static int dropSome(DatabaseServer server, TenantObjects objects) throws SQLException {
    LockTable table = server.lockTable();
    int dropped = dropSome(server, objects, table.some(), OBJECTS_AT_ONCE);
    return dropped > 0 ? dropped : dropSome(server, objects, table.most(), 1);
  }

  private static int dropSome(DatabaseServer server, TenantObjects objects, int locks, int atOnce)
      throws SQLException {
    return server
        .lockTable()
        .holding(
            locks,
            () -> server.transaction(connection -> objects.dropSome(connection, locks, atOnce)));
  }

  private static boolean isThere(Connection connection, Identifier role) throws SQLException {
    return Sql.exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = ?", role.name());
  }

  private static boolean dropRest(Connection connection, TenantNames names) throws SQLException {
    Identifier owner = names.owner();
    if (isThere(connection, owner)) {
      Keeper.ofRole(connection, owner)
          .run(
              connection,
              new Statements()
                  .add("GRANT %s TO CURRENT_USER", owner)
                  .add("DROP SCHEMA IF EXISTS %s CASCADE", names.schema())
                  .add("DROP OWNED BY %s CASCADE", owner)
                  .add("DROP ROLE %s", owner));
    }
    return true;
  }
}
