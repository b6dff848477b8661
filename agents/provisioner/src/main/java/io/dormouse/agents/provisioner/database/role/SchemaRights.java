package io.dormouse.agents.provisioner.database.role;

import io.dormouse.agents.provisioner.database.role.Keeper.Statements;
import io.dormouse.agents.provisioner.database.server.DatabaseServer;
import io.dormouse.agents.provisioner.database.server.Sql;
import io.dormouse.agents.provisioner.database.server.SqlPart.Identifier;
import io.dormouse.agents.provisioner.database.server.TenantNames;
import java.sql.SQLException;

/** Rights that an owner may take from itself, and that its revocation, export and removal need. */
public final class SchemaRights {

  private static final int AT_ONCE = 500;

  /** Relations in the schema that the owner may not read itself. */
  private static final String UNREADABLE =
      """
      WITH run AS MATERIALIZED (
        SELECT count(*) AS number, array_agg(format('GRANT SELECT ON %s %I.%I TO %I',
          CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,
          c.nspname, c.relname, c.rolname)) AS statements
        FROM (SELECT c.relkind, n.nspname, c.relname, r.rolname FROM pg_class c
          JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_roles r ON r.oid = c.relowner
          WHERE n.nspname = ? AND r.rolname = ? AND c.relkind IN ('r', 'p', 'm', 'v', 'S', 'f')
            AND NOT CASE c.relkind WHEN 'S' THEN has_sequence_privilege(r.oid, c.oid, 'SELECT')
              ELSE has_table_privilege(r.oid, c.oid, 'SELECT') END
          LIMIT ?) c)
      SELECT number, CASE WHEN number > 0 THEN <keeper>(
        array[format('GRANT %I TO CURRENT_USER', ?::text)] || statements
        || format('REVOKE %I FROM CURRENT_USER', ?::text))::text END FROM run
      """;

  private SchemaRights() {}

  /** Gives the owner its rights on the schema itself, if there is one. */
  public static void giveBack(DatabaseServer server, TenantNames names) throws SQLException {
    letIn(server, names.schema(), names.owner());
  }

  /** Lets a role into a tenant's schema, as its owner could. */
  static void letIn(DatabaseServer server, Identifier schema, Identifier role) throws SQLException {
    server.transaction(connection -> {
      if (Sql.exists(connection, "SELECT 1 FROM pg_namespace WHERE nspname = ?", schema.name())) {
        Keeper.ofRole(connection, schema)
            .run(
                connection,
                new Statements()
                    .add("GRANT %s TO CURRENT_USER", schema)
                    .add("GRANT USAGE, CREATE ON SCHEMA %s TO %s", schema, role)
                    .add("REVOKE %s FROM CURRENT_USER", schema));
      }
      return true;
    });
  }

  /** Gives the owner the right to read all that it owns in the schema. */
  public static void makeReadable(DatabaseServer server, TenantNames names) throws SQLException {
    giveBack(server, names);
    String owner = names.owner().name();
    int given = AT_ONCE;
    while (given == AT_ONCE) {
      given =
          server.transaction(connection ->
              Sql.first(
                      connection,
                      row -> row.getInt(1),
                      UNREADABLE.replace(
                          "<keeper>", Keeper.ofRole(connection, names.owner()).function()),
                      names.schema().name(),
                      owner,
                      AT_ONCE,
                      owner,
                      owner)
                  .orElse(0));
    }
  }
}
