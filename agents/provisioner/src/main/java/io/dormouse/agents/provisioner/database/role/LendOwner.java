package io.dormouse.agents.provisioner.database.role;

import io.dormouse.agents.provisioner.database.role.Keeper.Statements;
import io.dormouse.agents.provisioner.database.server.DatabaseServer;
import io.dormouse.agents.provisioner.database.server.SqlPart.Identifier;
import io.dormouse.agents.provisioner.database.server.TenantNames;
import java.sql.SQLException;

/**
 * Lets the administration role act as a tenant's role until it is closed, for instance for a dump.
 */
public final class LendOwner implements AutoCloseable {

  private final DatabaseServer server;
  private final Identifier role;

  public LendOwner(DatabaseServer server, TenantNames names) throws SQLException {
    this(server, names.owner());
  }

  LendOwner(DatabaseServer server, Identifier role) throws SQLException {
    this.server = server;
    this.role = role;
    run("GRANT %s TO %s");
  }

  /** Work that the administration role does with the rights of another role. */
  public interface OwnerWork {
    void run() throws SQLException;
  }

  static void during(DatabaseServer server, Identifier role, OwnerWork work) throws SQLException {
    LendOwner lent = new LendOwner(server, role);
    try {
      work.run();
    } finally {
      lent.close();
    }
  }

  /** The name of the role. */
  public String owner() {
    return role.name();
  }

  private void run(String statement) throws SQLException {
    server.transaction(connection -> {
      Keeper.ofRole(connection, role)
          .run(connection, new Statements().add(statement, role, Keeper.administrator(connection)));
      return true;
    });
  }

  @Override
  public void close() throws SQLException {
    run("REVOKE %s FROM %s");
  }
}
