package io.dormouse.agents.provisioner.database.role;

import io.dormouse.agents.provisioner.database.server.DatabaseServer;
import io.dormouse.agents.provisioner.database.server.Sql;
import io.dormouse.agents.provisioner.database.server.SqlPart.ForeignIdentifier;
import io.dormouse.agents.provisioner.database.server.SqlPart.Identifier;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Ends what would keep a role from being dropped after its own tenant's objects are dealt with:
 * rights on objects of other tenants, and all that the role owns in other databases of the server.
 */
public final class FreeRole {

  private static final int AT_ONCE = 500;

  /** Large objects that one transaction deletes; each needs a lock. */
  private static final int UNLINKED_AT_ONCE = 100;

  /** Rights {@code m} and policies of a role {@code r} on objects of another owner {@code o}. */
  private static final String GIVEN =
      """
      FROM pg_shdepend m
      JOIN pg_roles r ON r.oid = m.refobjid JOIN pg_database b ON b.oid = m.dbid
      LEFT JOIN pg_policy p ON m.classid = 'pg_policy'::regclass AND p.oid = m.objid
      JOIN pg_shdepend h ON h.dbid = m.dbid AND h.deptype = 'o'
        AND h.refclassid = 'pg_authid'::regclass
        AND h.classid = CASE WHEN p.oid IS NULL THEN m.classid ELSE 'pg_class'::regclass END
        AND h.objid = coalesce(p.polrelid, m.objid)
      JOIN pg_roles o ON o.oid = h.refobjid
      WHERE m.refclassid = 'pg_authid'::regclass AND m.deptype IN ('a', 'r')
        AND b.datname = current_database() AND r.rolname = ? AND o.oid <> r.oid
      """;

  private static final String GRANTORS =
      "SELECT DISTINCT o.rolname "
          + GIVEN
          + " AND o.rolname ~ '^dm_[a-z][a-z0-9]{15}(_[0-9]{1,10}_[0-9]{1,19})?$'";

  private static final String LEFT = "SELECT count(*) " + GIVEN + " AND o.rolname = ?";

  /** Takes away the role's rights on objects of one owner. */
  private static final String REVOKES =
      "WITH given AS (SELECT DISTINCT m.classid, m.objid, r.oid AS role, o.oid AS owner "
          + GIVEN
          + """
          AND o.rolname = ? LIMIT ?),
          named AS (SELECT g.*, g.role::regrole::text AS roles FROM given g),
          run AS MATERIALIZED (
            SELECT count(statement) AS number, array_agg(statement) AS statements FROM (
              SELECT format('REVOKE ALL ON %s %I.%I FROM %s CASCADE',
                CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,
                n.nspname, c.relname, g.roles) AS statement
              FROM named g JOIN pg_class c ON c.oid = g.objid AND g.classid = 'pg_class'::regclass
              JOIN pg_namespace n ON n.oid = c.relnamespace
              UNION ALL
              SELECT format('REVOKE ALL ON ROUTINE %s FROM %s CASCADE', p.oid::regprocedure, g.roles)
              FROM named g JOIN pg_proc p ON p.oid = g.objid AND g.classid = 'pg_proc'::regclass
              UNION ALL
              SELECT format('REVOKE ALL ON TYPE %s FROM %s CASCADE', t.oid::regtype, g.roles)
              FROM named g JOIN pg_type t ON t.oid = g.objid AND g.classid = 'pg_type'::regclass
              UNION ALL
              SELECT format('REVOKE ALL ON SCHEMA %I FROM %s CASCADE', n.nspname, g.roles)
              FROM named g JOIN pg_namespace n
                ON n.oid = g.objid AND g.classid = 'pg_namespace'::regclass
              UNION ALL
              SELECT format('REVOKE ALL ON LARGE OBJECT %s FROM %s CASCADE', g.objid, g.roles)
              FROM named g WHERE g.classid = 'pg_largeobject'::regclass
              UNION ALL
              SELECT format('ALTER DEFAULT PRIVILEGES FOR ROLE %s%s REVOKE ALL ON %s FROM %s',
                g.owner::regrole,
                CASE WHEN d.defaclnamespace = 0 THEN ''
                  ELSE format(' IN SCHEMA %s', d.defaclnamespace::regnamespace) END,
                CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES'
                  WHEN 'f' THEN 'ROUTINES' WHEN 'T' THEN 'TYPES' ELSE 'SCHEMAS' END, g.roles)
              FROM named g JOIN pg_default_acl d
                ON d.oid = g.objid AND g.classid = 'pg_default_acl'::regclass
              UNION ALL
              SELECT format('ALTER POLICY %I ON %I.%I TO %s', p.polname, n.nspname, c.relname,
                coalesce((SELECT string_agg(
                    CASE x WHEN 0 THEN 'PUBLIC' ELSE x::regrole::text END, ', ')
                  FROM unnest(p.polroles) x WHERE x <> g.role), g.owner::regrole::text))
              FROM named g JOIN pg_policy p ON p.oid = g.objid AND g.classid = 'pg_policy'::regclass
              JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace) s)
          SELECT number, CASE WHEN number > 0 THEN <keeper>(
            array[format('GRANT %I TO CURRENT_USER', ?::text)] || statements
            || format('REVOKE %I FROM CURRENT_USER', ?::text))::text END FROM run
          """;

  private static final String OTHER_DATABASES =
      """
      SELECT DISTINCT b.datname FROM pg_shdepend m JOIN pg_database b ON b.oid = m.dbid
      JOIN pg_roles r ON r.oid = m.refobjid
      WHERE m.refclassid = 'pg_authid'::regclass AND r.rolname = ?
        AND b.datname <> current_database()
      """;

  private static final String UNLINK =
      """
      SELECT lo_unlink(o.oid) FROM (SELECT l.oid FROM pg_largeobject_metadata l
        JOIN pg_roles r ON r.oid = l.lomowner WHERE r.rolname = ? LIMIT ?) o
      """;

  private FreeRole() {}

  public static void run(DatabaseServer server, Identifier role) throws SQLException {
    GrantChains.end(server, role);
    for (String owner : server.transaction(connection -> names(connection, GRANTORS, role))) {
      revokeAll(server, role, new Identifier(owner));
    }
    List<String> others =
        server.transaction(connection -> names(connection, OTHER_DATABASES, role));
    if (!others.isEmpty()) {
      LendOwner.during(
          server,
          role,
          () -> {
            for (String database : others) {
              drop(server, database, role);
            }
          });
    }
  }

  private static List<String> names(Connection connection, String sql, Identifier role)
      throws SQLException {
    return Sql.list(connection, row -> row.getString(1), sql, role.name());
  }

  private static void revokeAll(DatabaseServer server, Identifier role, Identifier owner)
      throws SQLException {
    int before = Integer.MAX_VALUE;
    int left = left(server, role, owner);
    while (left > 0 && left < before) {
      server.transaction(connection ->
          Sql.first(
              connection,
              row -> row.getInt(1),
              REVOKES.replace("<keeper>", Keeper.ofRole(connection, owner).function()),
              role.name(),
              owner.name(),
              AT_ONCE,
              owner.name(),
              owner.name()));
      before = left;
      left = left(server, role, owner);
    }
  }

  private static int left(DatabaseServer server, Identifier role, Identifier owner)
      throws SQLException {
    return server.transaction(connection ->
        Sql.first(connection, row -> row.getInt(1), LEFT, role.name(), owner.name()).orElse(0));
  }

  private static void drop(DatabaseServer server, String database, Identifier role)
      throws SQLException {
    try (Connection connection = server.connectTo(database)) {
      int unlinked = UNLINKED_AT_ONCE;
      while (unlinked == UNLINKED_AT_ONCE) {
        unlinked =
            Sql.list(connection, row -> row.getInt(1), UNLINK, role.name(), UNLINKED_AT_ONCE)
                .size();
      }
      Sql.execute(connection, "DROP OWNED BY %s CASCADE", role);
    } catch (SQLException e) {
      throw new SQLException(
          ("Expected to drop what %s owns in the database %s, but: %s."
                  + " Let nobody but its users in: REVOKE ALL ON DATABASE %s FROM PUBLIC.")
              .formatted(role, database, e.getMessage(), new ForeignIdentifier(database).sql()),
          e.getSQLState(),
          e);
    }
  }
}
