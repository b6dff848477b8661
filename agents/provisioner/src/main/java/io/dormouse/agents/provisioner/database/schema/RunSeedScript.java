package io.dormouse.agents.provisioner.database.schema;

import io.dormouse.agents.provisioner.database.register.Registered;
import io.dormouse.agents.provisioner.database.role.Keeper;
import io.dormouse.agents.provisioner.database.role.Keeper.Statements;
import io.dormouse.agents.provisioner.database.server.DatabaseServer;
import io.dormouse.agents.provisioner.database.server.Sql;
import io.dormouse.agents.provisioner.database.server.SqlPart;
import io.dormouse.agents.provisioner.database.server.SqlPart.Identifier;
import io.dormouse.agents.provisioner.database.server.TenantNames;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Runs the sample content's script as the tenant's owner role, and in the same transaction notes
 * that the tenant has its sample content. The script finds the instance's name in {@code
 * current_setting('dormouse.instance')}; it may not end the transaction.
 */
public final class RunSeedScript {

  private static final String TRANSACTION = "SELECT pg_current_xact_id()::text";
  private static final String SET = "SELECT set_config(?, ?, ?)";

  private RunSeedScript() {}

  /**
   * Returns when the tenant has its sample content.
   *
   * @param script null if there is nothing to run
   */
  public static void run(DatabaseServer server, Registered tenant, @Nullable String script)
      throws SQLException {
    server.transaction(connection -> {
      if (script != null) {
        asOwner(connection, tenant, script);
      }
      return Sql.update(
          connection,
          "UPDATE dormouse.resources SET seeded = true WHERE resource = ?",
          tenant.resource().value());
    });
  }

  private static void asOwner(Connection connection, Registered tenant, String script)
      throws SQLException {
    TenantNames names = new TenantNames(tenant.resource());
    Keeper keeper = new Keeper(tenant.keeper());
    Identifier owner = names.owner();
    SqlPart administrator = Keeper.administrator(connection);
    keeper.run(connection, new Statements().add("GRANT %s TO %s", owner, administrator));
    String before = transaction(connection);
    try {
      // The role is set for the session, so that a script that ends the transaction still acts as
      // the owner.
      Sql.execute(connection, "SET ROLE %s", owner);
      Sql.exists(connection, SET, "search_path", names.schema().name(), true);
      Sql.exists(connection, SET, "dormouse.instance", tenant.instance().value(), true);
      Sql.run(connection, script);
      if (!transaction(connection).equals(before)) {
        throw new SQLException("Expected a schema.sql that does not end the transaction.", "2D000");
      }
    } catch (SQLException e) {
      connection.rollback();
      Sql.execute(connection, "RESET ROLE");
      connection.commit();
      throw e;
    }
    Sql.execute(connection, "RESET ROLE");
    keeper.run(connection, new Statements().add("REVOKE %s FROM %s", owner, administrator));
  }

  private static String transaction(Connection connection) throws SQLException {
    return Sql.first(connection, row -> row.getString(1), TRANSACTION).orElseThrow();
  }
}
