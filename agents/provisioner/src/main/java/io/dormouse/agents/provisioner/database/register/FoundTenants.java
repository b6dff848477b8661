package io.dormouse.agents.provisioner.database.register;

import io.dormouse.agents.provisioner.database.server.DatabaseServer;
import io.dormouse.agents.provisioner.database.server.Sql;
import io.dormouse.agents.provisioner.database.server.TenantNames;
import java.sql.SQLException;
import java.util.List;

/** Schemas and roles of tenants that exist on a server, whatever the register says. */
public record FoundTenants(List<String> schemas, List<String> roles) {

  public static FoundTenants on(DatabaseServer server) throws SQLException {
    return server.transaction(connection ->
        new FoundTenants(
            tenants(
                Sql.list(
                    connection,
                    row -> row.getString(1),
                    "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'dm\\_%' ORDER BY 1")),
            tenants(
                Sql.list(
                    connection,
                    row -> row.getString(1),
                    "SELECT rolname FROM pg_roles WHERE rolname LIKE 'dm\\_%' ORDER BY 1"))));
  }

  /** True if the tenant has a schema there. */
  public static boolean hasSchema(DatabaseServer server, TenantNames names) throws SQLException {
    return server.transaction(connection ->
        Sql.exists(
            connection, "SELECT 1 FROM pg_namespace WHERE nspname = ?", names.schema().name()));
  }

  private static List<String> tenants(List<String> names) {
    return names.stream().filter(name -> TenantNames.resourceOf(name).isPresent()).toList();
  }
}
