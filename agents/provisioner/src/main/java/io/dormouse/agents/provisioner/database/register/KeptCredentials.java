package io.dormouse.agents.provisioner.database.register;

import io.dormouse.agents.provisioner.database.server.Sql;
import io.dormouse.language.resources.ReplicaAccess;
import io.dormouse.language.resources.ReplicaCredentials;
import io.dormouse.language.resources.ResourceId;
import io.dormouse.language.resources.SealedCredentials;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sealed credentials that were handed out and are not revoked, in a table beside the register. */
final class KeptCredentials {

  private static final String SELECT =
      "SELECT replica, version, key, ciphertext, expires_at FROM dormouse.credentials"
          + " WHERE resource = ? ORDER BY replica, version";

  private KeptCredentials() {}

  static void put(Connection connection, ResourceId resource, List<ReplicaCredentials> issued)
      throws SQLException {
    for (ReplicaCredentials one : issued) {
      SealedCredentials sealed = one.credentials();
      Instant expiresAt = sealed.expiresAt();
      Sql.update(
          connection,
          "INSERT INTO dormouse.credentials VALUES (?, ?, ?, ?, ?, ?)"
              + " ON CONFLICT (resource, replica, version) DO UPDATE SET key = excluded.key,"
              + " ciphertext = excluded.ciphertext, expires_at = excluded.expires_at",
          resource.value(),
          one.replica(),
          sealed.version(),
          sealed.key(),
          sealed.ciphertext(),
          expiresAt == null ? null : expiresAt.atOffset(ZoneOffset.UTC));
    }
  }

  static void delete(Connection connection, ResourceId resource, ReplicaAccess access)
      throws SQLException {
    Sql.update(
        connection,
        "DELETE FROM dormouse.credentials WHERE resource = ? AND replica = ? AND version = ?",
        resource.value(),
        access.replica(),
        access.version());
  }

  /** Those of one tenant, by replica and version. */
  static List<ReplicaCredentials> of(Connection connection, ResourceId resource)
      throws SQLException {
    return Sql.list(connection, KeptCredentials::read, SELECT, resource.value());
  }

  private static ReplicaCredentials read(ResultSet row) throws SQLException {
    return new ReplicaCredentials(
        row.getInt(1),
        new SealedCredentials(
            row.getLong(2),
            row.getString(3),
            row.getString(4),
            instant(row.getObject(5, OffsetDateTime.class))));
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }
}
