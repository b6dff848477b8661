package io.dormouse.agents.provisioner.database.register;

import io.dormouse.agents.provisioner.database.role.Keeper;
import io.dormouse.agents.provisioner.database.server.DatabaseServer;
import io.dormouse.agents.provisioner.database.server.Sql;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.resources.ReplicaAccess;
import io.dormouse.language.resources.ReplicaCredentials;
import io.dormouse.language.resources.ResourceId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tenants of one server, in a table of that server. It makes restarts harmless: credentials
 * that were handed out are found again, and older requests are recognised.
 */
public final class Register {

  /** A tenant by its names. */
  public record Tenant(ResourceId resource, InstanceId instance) {}

  private static final String COLUMNS =
      "resource, instance, request, keeper, seeded, bucket_features";

  private final DatabaseServer server;

  public Register(DatabaseServer server) {
    this.server = server;
  }

  /** The number of tenants bound to the server. */
  public long bound() throws SQLException {
    return server.transaction(connection ->
        Sql.first(
                connection,
                row -> row.getLong(1),
                "SELECT coalesce(sum(tenants), 0) FROM dormouse.keepers")
            .orElseThrow());
  }

  public Optional<Registered> find(ResourceId resource) throws SQLException {
    return server.transaction(connection -> find(connection, resource));
  }

  public List<Tenant> all() throws SQLException {
    return server.transaction(connection ->
        Sql.list(
            connection,
            row -> new Tenant(new ResourceId(row.getString(1)), new InstanceId(row.getString(2))),
            "SELECT resource, instance FROM dormouse.resources"));
  }

  /** Binds the tenant to the server, unless it is bound already; returns its entry. */
  public Registered bind(ResourceId resource, InstanceId instance, long request)
      throws SQLException {
    return server.transaction(connection -> {
      Optional<Registered> found = find(connection, resource);
      if (found.isPresent()) {
        return found.get();
      }
      Keeper keeper = Keeper.withRoom(connection);
      Sql.update(
          connection,
          "INSERT INTO dormouse.resources (resource, instance, request, keeper) VALUES (?, ?, ?, ?)",
          resource.value(),
          instance.value(),
          request,
          keeper.number());
      return find(connection, resource).orElseThrow();
    });
  }

  /**
   * Notes that the request is being worked; false if a newer one was begun before. Without an entry
   * nothing is noted.
   */
  public boolean begin(ResourceId resource, long request) throws SQLException {
    return server.transaction(connection ->
        Sql.update(
                    connection,
                    "UPDATE dormouse.resources SET request = ? WHERE resource = ? AND request <= ?",
                    request,
                    resource.value(),
                    request)
                > 0
            || find(connection, resource).isEmpty());
  }

  /**
   * Keeps the credentials, so that the same ones are handed out after a restart; false if a newer
   * request was begun in the meantime, and then they must not be handed out.
   */
  public boolean keep(ResourceId resource, long request, List<ReplicaCredentials> issued)
      throws SQLException {
    return server.transaction(connection -> {
      boolean newest =
          Sql.exists(
              connection,
              "SELECT 1 FROM dormouse.resources WHERE resource = ? AND request = ? FOR UPDATE",
              resource.value(),
              request);
      if (newest) {
        KeptCredentials.put(connection, resource, issued);
      }
      return newest;
    });
  }

  /** Forgets credentials that are revoked. */
  public void forgetCredentials(ResourceId resource, Collection<ReplicaAccess> revoked)
      throws SQLException {
    server.transaction(connection -> {
      for (ReplicaAccess access : revoked) {
        KeptCredentials.delete(connection, resource, access);
      }
      return true;
    });
  }

  public void bucketHas(ResourceId resource, String features) throws SQLException {
    change(
        "UPDATE dormouse.resources SET bucket_features = ? WHERE resource = ?",
        features,
        resource.value());
  }

  /** Deletes all that the register has of the tenant. */
  public void forget(ResourceId resource) throws SQLException {
    server.transaction(connection -> {
      Optional<Registered> found = find(connection, resource);
      if (found.isPresent()) {
        // Its credentials go with it.
        Sql.update(
            connection, "DELETE FROM dormouse.resources WHERE resource = ?", resource.value());
        Sql.update(
            connection, "DELETE FROM dormouse.unforced WHERE resource = ?", resource.value());
        Sql.update(
            connection,
            "UPDATE dormouse.keepers SET tenants = tenants - 1 WHERE keeper = ?",
            found.get().keeper());
      }
      return true;
    });
  }

  private int change(String sql, @Nullable Object... parameters) throws SQLException {
    return server.transaction(connection -> Sql.update(connection, sql, parameters));
  }

  private Optional<Registered> find(Connection connection, ResourceId resource)
      throws SQLException {
    List<ReplicaCredentials> credentials = KeptCredentials.of(connection, resource);
    return Sql.first(
        connection,
        row -> read(row, credentials),
        "SELECT " + COLUMNS + " FROM dormouse.resources WHERE resource = ?",
        resource.value());
  }

  private Registered read(ResultSet row, List<ReplicaCredentials> credentials) throws SQLException {
    return new Registered(
        new ResourceId(row.getString(1)),
        new InstanceId(row.getString(2)),
        server.name(),
        row.getLong(3),
        row.getInt(4),
        row.getBoolean(5),
        row.getString(6),
        credentials);
  }
}
