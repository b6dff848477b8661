package io.dormouse.agents.provisioner.database.role;

import io.dormouse.agents.provisioner.database.server.DatabaseServer;
import io.dormouse.agents.provisioner.database.server.Sql;
import io.dormouse.agents.provisioner.database.server.SqlPart.Identifier;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Ends rights that a role has given on objects of others, or got from somebody other than the
 * owner. Only the giver can take such a right away, and only while it has the right to give it. The
 * owner may have taken that back, and yet the rights stay that a member of the owner has given.
 */
final class GrantChains {

  private static final int AT_ONCE = 500;

  private static final String ENTRIES =
      """
      WITH mentioned AS (
        SELECT DISTINCT s.classid, s.objid, r.oid AS role FROM pg_shdepend s
        JOIN pg_roles r ON r.oid = s.refobjid JOIN pg_database b ON b.oid = s.dbid
        WHERE r.rolname = ? AND s.refclassid = 'pg_authid'::regclass AND s.deptype = 'a'
          AND b.datname = current_database()),
      object AS (
        SELECT m.role, c.relowner AS owner, c.relacl AS acl,
          format('%s %I.%I', CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,
            c.relnamespace::regnamespace::text, c.relname) AS name
        FROM mentioned m JOIN pg_class c
          ON m.classid = 'pg_class'::regclass AND c.oid = m.objid
        UNION ALL
        SELECT m.role, c.relowner, a.attacl,
          format('TABLE %I.%I', c.relnamespace::regnamespace::text, c.relname)
        FROM mentioned m JOIN pg_class c
          ON m.classid = 'pg_class'::regclass AND c.oid = m.objid
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attacl IS NOT NULL
        UNION ALL
        SELECT m.role, p.proowner, p.proacl, format('ROUTINE %s', p.oid::regprocedure)
        FROM mentioned m JOIN pg_proc p ON m.classid = 'pg_proc'::regclass AND p.oid = m.objid
        UNION ALL
        SELECT m.role, t.typowner, t.typacl, format('TYPE %s', t.oid::regtype)
        FROM mentioned m JOIN pg_type t ON m.classid = 'pg_type'::regclass AND t.oid = m.objid
        UNION ALL
        SELECT m.role, n.nspowner, n.nspacl, format('SCHEMA %I', n.nspname)
        FROM mentioned m JOIN pg_namespace n
          ON m.classid = 'pg_namespace'::regclass AND n.oid = m.objid
        UNION ALL
        SELECT m.role, l.lomowner, l.lomacl, format('LARGE OBJECT %s', l.oid)
        FROM mentioned m JOIN pg_largeobject_metadata l
          ON m.classid = 'pg_largeobject'::regclass AND l.oid = m.objid),
      entry AS (
        SELECT DISTINCT o.name, x.grantor, g.rolname AS giver, w.rolname AS owner,
          CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE x.grantee::regrole::text END AS taker
        FROM object o CROSS JOIN LATERAL aclexplode(o.acl) x
        JOIN pg_roles g ON g.oid = x.grantor JOIN pg_roles w ON w.oid = o.owner
        WHERE x.grantor <> o.owner AND (x.grantor = o.role OR x.grantee = o.role)
          AND g.rolname ~ '^dm_[a-z][a-z0-9]{15}(_[0-9]{1,10}_[0-9]{1,19})?$'
          AND w.rolname ~ '^dm_[a-z][a-z0-9]{15}(_[0-9]{1,10}_[0-9]{1,19})?$')
      """;

  private static final String PAIRS = ENTRIES + "SELECT DISTINCT owner, giver FROM entry";

  /** The owner gives the giver its right again, and with it the giver takes away what it gave. */
  private static final String RUN =
      ENTRIES
          + """
          , picked AS MATERIALIZED (
            SELECT * FROM entry WHERE owner = ? AND giver = ? LIMIT ?),
          let AS MATERIALIZED (
            SELECT <owner>(array[format('GRANT %I TO CURRENT_USER', ?::text)]
              || array_agg(format('GRANT ALL ON %s TO %I WITH GRANT OPTION', name, giver))
              || format('REVOKE %I FROM CURRENT_USER', ?::text))::text AS done,
              count(*) AS number,
              array_agg(format('REVOKE ALL ON %s FROM %s CASCADE', name, taker)) AS statements
            FROM picked)
          SELECT number, done || <giver>(array[format('GRANT %I TO CURRENT_USER', ?::text)]
            || statements || format('REVOKE %I FROM CURRENT_USER', ?::text))::text
          FROM let WHERE done IS NOT NULL
          """;

  private static final String LEFT = ENTRIES + "SELECT count(*) FROM entry";

  private record Pair(Identifier owner, Identifier giver) {}

  private GrantChains() {}

  static void end(DatabaseServer server, Identifier role) throws SQLException {
    int before = Integer.MAX_VALUE;
    int left = server.transaction(connection -> left(connection, role));
    while (left > 0 && left < before) {
      List<Pair> pairs =
          server.transaction(connection ->
              Sql.list(
                  connection,
                  row ->
                      new Pair(new Identifier(row.getString(1)), new Identifier(row.getString(2))),
                  PAIRS,
                  role.name()));
      for (Pair pair : pairs) {
        server.transaction(connection -> endSome(connection, role, pair));
      }
      before = left;
      left = server.transaction(connection -> left(connection, role));
    }
  }

  private static int left(Connection connection, Identifier role) throws SQLException {
    return Sql.first(connection, row -> row.getInt(1), LEFT, role.name()).orElse(0);
  }

  private static boolean endSome(Connection connection, Identifier role, Pair pair)
      throws SQLException {
    String owner = pair.owner().name();
    String giver = pair.giver().name();
    return Sql.exists(
        connection,
        RUN.replace("<owner>", Keeper.ofRole(connection, pair.owner()).function())
            .replace("<giver>", Keeper.ofRole(connection, pair.giver()).function()),
        role.name(),
        owner,
        giver,
        AT_ONCE,
        owner,
        owner,
        giver,
        giver);
  }
}
