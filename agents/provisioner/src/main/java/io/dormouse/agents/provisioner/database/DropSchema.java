package io.dormouse.agents.provisioner.database;

import io.dormouse.agents.provisioner.database.Keeper.Statements;
import io.dormouse.agents.provisioner.database.SqlPart.Identifier;
import java.sql.SQLException;

/** Drops the tenant's schema with all in it, and then the role that owned it. */
public final class DropSchema {

  private DropSchema() {}

  public static void run(DatabaseServer server, TenantNames names) throws SQLException {
    Identifier owner = names.owner();
    server.transaction(connection -> {
      if (!Sql.exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = ?", owner.name())) {
        return false;
      }
      Keeper.ofRole(connection, owner)
          .run(
              connection,
              new Statements()
                  .add("GRANT %s TO CURRENT_USER", owner)
                  .add("DROP SCHEMA IF EXISTS %s CASCADE", names.schema())
                  .add("DROP OWNED BY %s CASCADE", owner)
                  .add("DROP ROLE %s", owner));
      return true;
    });
  }
}
