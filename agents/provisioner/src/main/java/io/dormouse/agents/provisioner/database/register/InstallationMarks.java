package io.dormouse.agents.provisioner.database.register;

import io.dormouse.agents.provisioner.database.server.DatabaseServer;
import io.dormouse.agents.provisioner.database.server.Sql;
import io.dormouse.language.resources.ResourceId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * The installation that each tenant's resources belong to, in a table beside the register. Several
 * installations may share a server, and none may take resources of another.
 */
public final class InstallationMarks {

  private final DatabaseServer server;

  public InstallationMarks(DatabaseServer server) {
    this.server = server;
  }

  /** Marks the resources as an installation's; the first mark counts. */
  public void put(ResourceId resource, String installation) throws SQLException {
    server.transaction(connection ->
        Sql.update(
            connection,
            "INSERT INTO dormouse.installations VALUES (?, ?) ON CONFLICT DO NOTHING",
            resource.value(),
            installation));
  }

  public Map<ResourceId, String> all() throws SQLException {
    return server.transaction(InstallationMarks::all);
  }

  private static Map<ResourceId, String> all(Connection connection) throws SQLException {
    Map<ResourceId, String> marks = new HashMap<>();
    Sql.list(
            connection,
            row -> Map.entry(new ResourceId(row.getString(1)), row.getString(2)),
            "SELECT resource, installation FROM dormouse.installations")
        .forEach(mark -> marks.put(mark.getKey(), mark.getValue()));
    return marks;
  }

  /** Deletes the mark of resources that are gone. */
  public void forget(ResourceId resource) throws SQLException {
    server.transaction(connection ->
        Sql.update(
            connection, "DELETE FROM dormouse.installations WHERE resource = ?", resource.value()));
  }
}
