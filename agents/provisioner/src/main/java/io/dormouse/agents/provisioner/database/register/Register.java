package io.dormouse.agents.provisioner.database.register;

import io.dormouse.agents.provisioner.database.role.Keeper;
import io.dormouse.agents.provisioner.database.server.DatabaseServer;
import io.dormouse.agents.provisioner.database.server.Sql;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.resources.ResourceId;
import io.dormouse.language.resources.SealedCredentials;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tenants of one server, in a table of that server. It makes restarts harmless: credentials
 * that were handed out are found again, and older requests are recognised.
 */
public final class Register {

  private static final String COLUMNS =
      "resource, instance, request, keeper, seeded, bucket_features,"
          + " sealed_version, sealed_key, sealed_ciphertext, sealed_expires_at";

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

  public List<Registered> all() throws SQLException {
    return server.transaction(connection ->
        Sql.list(connection, this::read, "SELECT " + COLUMNS + " FROM dormouse.resources"));
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
  public boolean keep(ResourceId resource, SealedCredentials sealed) throws SQLException {
    Instant expiresAt = sealed.expiresAt();
    return change(
            "UPDATE dormouse.resources SET sealed_version = ?, sealed_key = ?, sealed_ciphertext = ?,"
                + " sealed_expires_at = ? WHERE resource = ? AND request = ?",
            sealed.version(),
            sealed.key(),
            sealed.ciphertext(),
            expiresAt == null ? null : expiresAt.atOffset(ZoneOffset.UTC),
            resource.value(),
            sealed.version())
        > 0;
  }

  /** Forgets the credentials, which are about to be revoked. */
  public void forgetCredentials(ResourceId resource) throws SQLException {
    change(
        "UPDATE dormouse.resources SET sealed_version = NULL, sealed_key = NULL,"
            + " sealed_ciphertext = NULL, sealed_expires_at = NULL WHERE resource = ?",
        resource.value());
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
    return Sql.first(
        connection,
        this::read,
        "SELECT " + COLUMNS + " FROM dormouse.resources WHERE resource = ?",
        resource.value());
  }

  private Registered read(ResultSet row) throws SQLException {
    return new Registered(
        new ResourceId(row.getString(1)),
        new InstanceId(row.getString(2)),
        server.name(),
        row.getLong(3),
        row.getInt(4),
        row.getBoolean(5),
        row.getString(6),
        sealed(row));
  }

  private static @Nullable SealedCredentials sealed(ResultSet row) throws SQLException {
    long version = row.getLong(7);
    if (row.wasNull()) {
      return null;
    }
    OffsetDateTime expiresAt = row.getObject(10, OffsetDateTime.class);
    return new SealedCredentials(
        version,
        row.getString(8),
        row.getString(9),
        expiresAt == null ? null : expiresAt.toInstant());
  }
}
