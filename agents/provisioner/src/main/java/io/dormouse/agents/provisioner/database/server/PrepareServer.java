package io.dormouse.agents.provisioner.database.server;

import io.dormouse.agents.provisioner.database.server.SqlPart.Identifier;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Prepares a database for tenants: a group may connect, and everybody else has no rights. Several
 * provisioners may do so at once and again. The tables must be there (see {@link Migrations}).
 */
public final class PrepareServer {

  private static final String OPEN_DATABASE =
      """
      SELECT 1 FROM pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
      WHERE d.datname = current_database() AND a.grantee = 0
      """;
  private static final String OPEN_PUBLIC_SCHEMA =
      """
      SELECT 1 FROM pg_namespace n, aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a
      WHERE n.nspname = 'public' AND a.grantee = 0
      """;
  private static final String DATABASE = "SELECT current_database()";

  /** Finds a member of the group. Owner roles are members, too, since sessions act as them. */
  public static final String IN_GROUP =
      """
      SELECT 1 FROM pg_auth_members m
      JOIN pg_roles r ON r.oid = m.member JOIN pg_roles g ON g.oid = m.roleid
      WHERE g.rolname = 'dormouse_tenants' AND r.rolname = ?
      """;

  /**
   * Owner roles from the time before they were members of the group. Role names of this form need
   * no quotes.
   */
  private static final String OUT_OF_GROUP =
      """
      SELECT rolname FROM pg_roles r WHERE rolname ~ '^dm_[a-z][a-z0-9]{15}$'
      AND NOT EXISTS (
        SELECT 1 FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid
        WHERE m.member = r.oid AND g.rolname = 'dormouse_tenants')
      """;

  private PrepareServer() {}

  static boolean run(Connection connection) throws SQLException {
    // An advisory lock would not do, since every tenant could hold it.
    Sql.execute(connection, "LOCK TABLE dormouse.keepers IN SHARE UPDATE EXCLUSIVE MODE");
    String group = TenantNames.TENANTS.name();
    if (!Sql.exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = ?", group)) {
      Sql.execute(connection, "CREATE ROLE %s NOLOGIN", TenantNames.TENANTS);
    }
    SqlPart database =
        new SqlPart.ForeignIdentifier(
            Sql.first(connection, row -> row.getString(1), DATABASE).orElseThrow());
    if (Sql.exists(connection, OPEN_DATABASE)) {
      Sql.execute(connection, "REVOKE ALL ON DATABASE %s FROM PUBLIC", database);
    }
    if (Sql.exists(connection, OPEN_PUBLIC_SCHEMA)) {
      Sql.execute(connection, "REVOKE ALL ON SCHEMA public FROM PUBLIC");
    }
    if (!Sql.exists(
        connection,
        "SELECT 1 WHERE has_database_privilege(?, current_database(), 'CONNECT')"
            + " AND has_database_privilege(?, current_database(), 'TEMPORARY')",
        group,
        group)) {
      Sql.execute(
          connection,
          "GRANT CONNECT, TEMPORARY ON DATABASE %s TO %s",
          database,
          TenantNames.TENANTS);
    }
    for (String owner : Sql.list(connection, row -> row.getString(1), OUT_OF_GROUP)) {
      Sql.execute(connection, "GRANT %s TO %s", TenantNames.TENANTS, new Identifier(owner));
    }
    return true;
  }
}
