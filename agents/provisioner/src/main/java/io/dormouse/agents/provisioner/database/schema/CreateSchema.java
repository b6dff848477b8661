package io.dormouse.agents.provisioner.database.schema;

import io.dormouse.agents.provisioner.database.register.Registered;
import io.dormouse.agents.provisioner.database.role.Keeper;
import io.dormouse.agents.provisioner.database.role.Keeper.Statements;
import io.dormouse.agents.provisioner.database.server.DatabaseServer;
import io.dormouse.agents.provisioner.database.server.PrepareServer;
import io.dormouse.agents.provisioner.database.server.Sql;
import io.dormouse.agents.provisioner.database.server.SqlPart.Identifier;
import io.dormouse.agents.provisioner.database.server.TenantNames;
import java.sql.SQLException;

/** Makes the tenant's schema and the role that owns it, if they are missing. */
public final class CreateSchema {

  private CreateSchema() {}

  public static void run(DatabaseServer server, Registered tenant) throws SQLException {
    TenantNames names = new TenantNames(tenant.resource());
    Identifier owner = names.owner();
    server.transaction(connection -> {
      Statements missing = new Statements();
      if (!Sql.exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = ?", owner.name())) {
        missing.add("CREATE ROLE %s NOLOGIN", owner);
      }
      if (!Sql.exists(connection, PrepareServer.IN_GROUP, owner.name())) {
        missing.add("GRANT %s TO %s", TenantNames.TENANTS, owner);
      }
      if (!Sql.exists(
          connection, "SELECT 1 FROM pg_namespace WHERE nspname = ?", names.schema().name())) {
        missing
            .add("GRANT %s TO CURRENT_USER", owner)
            .add("CREATE SCHEMA %s AUTHORIZATION %s", names.schema(), owner)
            .add("REVOKE %s FROM CURRENT_USER", owner);
      }
      new Keeper(tenant.keeper()).run(connection, missing);
      return true;
    });
    ReadableSchema.forceAgain(server, names);
  }
}
