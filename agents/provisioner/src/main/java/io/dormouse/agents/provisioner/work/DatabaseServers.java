package io.dormouse.agents.provisioner.work;

import io.dormouse.agents.provisioner.database.register.Register;
import io.dormouse.agents.provisioner.database.register.Registered;
import io.dormouse.agents.provisioner.database.server.DatabaseServer;
import io.dormouse.language.resources.ResourceId;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** All configured database servers. */
public record DatabaseServers(List<DatabaseServer> all) {

  public DatabaseServers {
    all = List.copyOf(all);
  }

  /** Throws {@link PermanentFailureException} if no server has that name. */
  public DatabaseServer named(String name) {
    return all.stream()
        .filter(server -> server.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new PermanentFailureException(
                "Expected the database server '%s' among %s of the setting database.servers."
                    .formatted(name, all.stream().map(DatabaseServer::name).toList())));
  }

  /**
   * Looks in every register, since a server may have been chosen and the report lost. Throws if a
   * server does not answer, since a second choice would leave two.
   */
  public Optional<Registered> find(ResourceId resource) throws SQLException {
    for (DatabaseServer server : all) {
      Optional<Registered> found = new Register(server).find(resource);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** The server with the fewest tenants, or the first of several. */
  public DatabaseServer withFewest() throws SQLException {
    DatabaseServer fewest = all.get(0);
    long tenants = Long.MAX_VALUE;
    for (DatabaseServer server : all) {
      long bound = new Register(server).bound();
      if (bound < tenants) {
        fewest = server;
        tenants = bound;
      }
    }
    return fewest;
  }
}
