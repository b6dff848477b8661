package io.dormouse.agents.provisioner.database.role;

import io.dormouse.agents.provisioner.database.server.DatabaseServer;
import io.dormouse.agents.provisioner.database.server.LockTable;
import io.dormouse.agents.provisioner.database.server.Sql;
import io.dormouse.agents.provisioner.database.server.SqlPart.Identifier;
import io.dormouse.agents.provisioner.database.server.TenantNames;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Makes a login's objects the owner's, a part at a time. Such objects come from sessions that act
 * as the login. Those in schemas of others are dropped, since the owner may not have any there.
 */
public final class ReassignObjects {

  /** Relations of one transaction, few since the indexes of each change hands with it. */
  private static final int AT_ONCE = 50;

  private static final String RUN =
      """
      , run AS MATERIALIZED (
        SELECT count(*) AS number, array_agg(statement) AS statements FROM statement)
      SELECT number, CASE WHEN number > 0 THEN <keeper>(
        array[format('GRANT %I TO CURRENT_USER', ?::text), format('GRANT %I TO CURRENT_USER', ?::text)]
        || statements
        || array[format('REVOKE %I FROM CURRENT_USER', ?::text),
          format('REVOKE %I FROM CURRENT_USER', ?::text)])::text END FROM run
      """;

  /** Relations of a role, without sequences of columns, which go with their tables. */
  private static final String RELATIONS =
      """
      SELECT format('ALTER %s %I.%I OWNER TO %I',
          CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'
            WHEN 'S' THEN 'SEQUENCE' WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END,
          n.nspname, c.relname, ?::text) AS statement
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_roles r ON r.oid = c.relowner
      WHERE r.rolname = ? AND n.nspname = ? AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
        AND NOT EXISTS (SELECT 1 FROM pg_depend d
          WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
            AND c.relkind = 'S' AND d.deptype IN ('a', 'i'))
      LIMIT ?
      """;

  private static final String STRAYS =
      """
      WITH statement AS (
        SELECT format('DROP %s IF EXISTS %s CASCADE',
          CASE i.type WHEN 'function' THEN 'ROUTINE' WHEN 'procedure' THEN 'ROUTINE'
            WHEN 'aggregate' THEN 'ROUTINE' WHEN 'composite type' THEN 'TYPE'
            WHEN 'statistics object' THEN 'STATISTICS' ELSE upper(i.type) END, i.identity)
            AS statement
        FROM pg_shdepend s JOIN pg_roles r ON r.oid = s.refobjid
        JOIN pg_database b ON b.oid = s.dbid
        CROSS JOIN LATERAL pg_identify_object(s.classid, s.objid, 0) i
        WHERE r.rolname = ? AND s.refclassid = 'pg_authid'::regclass AND s.deptype = 'o'
          AND b.datname = current_database() AND s.classid <> 'pg_default_acl'::regclass
          AND i.schema <> ? AND i.schema !~ '^pg_' AND i.schema <> 'public'
        LIMIT ?)
      """;

  private static final String STRAY_IN =
      """
      SELECT DISTINCT n.nspname FROM pg_shdepend s JOIN pg_roles r ON r.oid = s.refobjid
      JOIN pg_database b ON b.oid = s.dbid
      CROSS JOIN LATERAL pg_identify_object(s.classid, s.objid, 0) i
      JOIN pg_namespace n ON quote_ident(n.nspname) = i.schema
      WHERE r.rolname = ? AND s.refclassid = 'pg_authid'::regclass AND s.deptype = 'o'
        AND b.datname = current_database() AND n.nspname <> ?
        AND n.nspname ~ '^dm_[a-z][a-z0-9]{15}$'
      """;

  private ReassignObjects() {}

  public static void run(DatabaseServer server, Identifier login, TenantNames names)
      throws SQLException {
    String owner = names.owner().name();
    String schema = names.schema().name();
    String from = login.name();
    relations(server, login, names);
    for (String stray :
        server.transaction(
            connection -> Sql.list(connection, row -> row.getString(1), STRAY_IN, from, schema))) {
      SchemaRights.letIn(server, new Identifier(stray), login);
    }
    repeat(
        server,
        connection ->
            number(connection, STRAYS, login, from, schema, AT_ONCE, from, owner, owner, from));
  }

  /** Makes the owner's those tables, views and sequences in its schema that another role owns. */
  public static void relations(DatabaseServer server, Identifier from, TenantNames names)
      throws SQLException {
    LendOwner.during(
        server,
        names.owner(),
        () ->
            LendOwner.during(
                server,
                from,
                () -> repeat(server, connection -> someRelations(connection, from, names))));
  }

  private static int someRelations(Connection connection, Identifier from, TenantNames names)
      throws SQLException {
    List<String> statements =
        Sql.list(
            connection,
            row -> row.getString(1),
            RELATIONS,
            names.owner().name(),
            from.name(),
            names.schema().name(),
            AT_ONCE);
    for (String statement : statements) {
      Sql.run(connection, statement);
    }
    return statements.size();
  }

  private static void repeat(DatabaseServer server, DatabaseServer.TransactionBody<Integer> some)
      throws SQLException {
    LockTable table = server.lockTable();
    int done = AT_ONCE;
    while (done == AT_ONCE) {
      done = table.holding(table.some(), () -> server.transaction(some));
    }
  }

  private static int number(
      Connection connection, String statements, Identifier login, Object... parameters)
      throws SQLException {
    String keeper = Keeper.ofRole(connection, login).function();
    return Sql.first(
            connection,
            row -> row.getInt(1),
            statements + RUN.replace("<keeper>", keeper),
            parameters)
        .orElse(0);
  }
}
