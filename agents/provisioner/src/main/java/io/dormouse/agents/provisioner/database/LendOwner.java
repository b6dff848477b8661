package io.dormouse.agents.provisioner.database;

import io.dormouse.agents.provisioner.database.Keeper.Statements;
import java.sql.SQLException;

/** Lets the administration role act as a tenant's owner role for a while: for a dump. */
public final class LendOwner implements AutoCloseable {

  private final DatabaseServer server;
  private final TenantNames names;

  public LendOwner(DatabaseServer server, TenantNames names) throws SQLException {
    this.server = server;
    this.names = names;
    run("GRANT %s TO %s");
  }

  /** The name of the role. */
  public String owner() {
    return names.owner().name();
  }

  private void run(String statement) throws SQLException {
    server.transaction(connection -> {
      Keeper.ofRole(connection, names.owner())
          .run(
              connection,
              new Statements().add(statement, names.owner(), Keeper.administrator(connection)));
      return true;
    });
  }

  @Override
  public void close() throws SQLException {
    run("REVOKE %s FROM %s");
  }
}
