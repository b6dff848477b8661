package io.dormouse.agents.provisioner.database.schema;

import io.dormouse.agents.provisioner.database.role.Keeper;
import io.dormouse.agents.provisioner.database.role.LendOwner;
import io.dormouse.agents.provisioner.database.role.ReassignObjects;
import io.dormouse.agents.provisioner.database.role.SchemaRights;
import io.dormouse.agents.provisioner.database.server.DatabaseServer;
import io.dormouse.agents.provisioner.database.server.LockTable;
import io.dormouse.agents.provisioner.database.server.OperatorNeededException;
import io.dormouse.agents.provisioner.database.server.Sql;
import io.dormouse.agents.provisioner.database.server.SqlPart.Identifier;
import io.dormouse.agents.provisioner.database.server.TenantNames;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * A tenant's schema while it is dumped: its owner may read every row of it, and the administration
 * role may act as that owner. Forced row level security binds the owner, too, and is lifted until
 * {@link #close()}. The register remembers the tables, so that it is forced again after a restart.
 */
public final class ReadableSchema implements AutoCloseable {

  private static final int AT_ONCE = 100;

  /** Relations that a dump locks, all at once and until its end. */
  private static final String RELATIONS =
      """
      SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ? AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
      """;

  private static final String RUN =
      """
      run AS MATERIALIZED (
        SELECT count(*) AS number, array_agg(statement) AS statements FROM found)
      SELECT number, CASE WHEN number > 0 THEN <keeper>(
        array[format('GRANT %I TO CURRENT_USER', ?::text)] || statements
        || format('REVOKE %I FROM CURRENT_USER', ?::text))::text END FROM run
      """;

  private static final String LIFT =
      """
      WITH found AS (
        SELECT c.oid, format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', c.oid::regclass)
          AS statement
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_roles r ON r.oid = c.relowner
        WHERE n.nspname = ? AND r.rolname = ? AND c.relforcerowsecurity LIMIT ?),
      noted AS (
        INSERT INTO dormouse.unforced (resource, relation) SELECT ?, oid FROM found
        ON CONFLICT DO NOTHING),
      """
          + RUN;

  private static final String FORCE =
      """
      WITH gone AS (
        DELETE FROM dormouse.unforced WHERE (resource, relation) IN (
          SELECT resource, relation FROM dormouse.unforced WHERE resource = ? LIMIT ?)
        RETURNING relation),
      found AS (
        SELECT format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', c.oid::regclass) AS statement
        FROM gone g JOIN pg_class c ON c.oid = g.relation
        JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname = ?),
      """
          + RUN;

  private static final String FORCED_AGAIN =
      """
      SELECT format('ALTER TABLE ONLY %s FORCE ROW LEVEL SECURITY;', c.oid::regclass)
      FROM dormouse.unforced u JOIN pg_class c ON c.oid = u.relation WHERE u.resource = ?
      ORDER BY 1
      """;

  private static final String OTHERS =
      """
      SELECT DISTINCT r.rolname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_roles r ON r.oid = c.relowner
      WHERE n.nspname = ? AND r.rolname <> ? AND r.rolname ~ '^dm_[a-z][a-z0-9]{15}(_[0-9]{1,10}_[0-9]{1,19})?$'
      """;

  private final DatabaseServer server;
  private final TenantNames names;
  private final LockTable.Taken taken;
  private final LendOwner lent;

  /**
   * Makes the schema readable. Throws {@link OperatorNeededException} if there are more tables than
   * a dump may lock at once.
   */
  public ReadableSchema(DatabaseServer server, TenantNames names) throws SQLException {
    this.server = server;
    this.names = names;
    this.taken = room(server, names);
    boolean done = false;
    try {
      SchemaRights.giveBack(server, names);
      takeOver();
      SchemaRights.makeReadable(server, names);
      lift();
      this.lent = new LendOwner(server, names);
      done = true;
    } finally {
      if (!done) {
        taken.close();
      }
    }
  }

  private static LockTable.Taken room(DatabaseServer server, TenantNames names)
      throws SQLException {
    LockTable table = server.lockTable();
    int relations =
        server.transaction(connection ->
            Sql.first(connection, row -> row.getInt(1), RELATIONS, names.schema().name())
                .orElseThrow());
    if (relations > table.most()) {
      throw new OperatorNeededException(
          ("Expected at most %d tables, views and sequences in %s, but found %d: a dump locks all at"
                  + " once, in a table of %d locks that all tenants share. Raise the server's"
                  + " max_locks_per_transaction so that max_locks_per_transaction × max_connections"
                  + " is %d or more, and ask for the export again.")
              .formatted(table.most(), names.schema(), relations, table.places(), 2 * relations));
    }
    return table.take(relations);
  }

  /**
   * Makes objects that others have put in the schema the tenant's, so that they are part of the
   * dump.
   */
  private void takeOver() throws SQLException {
    List<String> others =
        server.transaction(connection ->
            Sql.list(
                connection,
                row -> row.getString(1),
                OTHERS,
                names.schema().name(),
                names.owner().name()));
    for (String other : others) {
      ReassignObjects.relations(server, new Identifier(other), names);
    }
  }

  private void lift() throws SQLException {
    String owner = names.owner().name();
    String schema = names.schema().name();
    repeat(LIFT, schema, owner, AT_ONCE, names.resource().value(), owner, owner);
  }

  private void repeat(String sql, Object... parameters) throws SQLException {
    int number = AT_ONCE;
    while (number == AT_ONCE) {
      number = server.transaction(connection -> run(connection, names, sql, parameters));
    }
  }

  private static int run(Connection connection, TenantNames names, String sql, Object... parameters)
      throws SQLException {
    String keeper = Keeper.ofRole(connection, names.owner()).function();
    return Sql.first(connection, row -> row.getInt(1), sql.replace("<keeper>", keeper), parameters)
        .orElse(0);
  }

  /**
   * Statements that force row level security again. A dump lacks them, since it sees the schema
   * without.
   */
  public List<String> afterDump() throws SQLException {
    return server.transaction(connection ->
        Sql.list(connection, row -> row.getString(1), FORCED_AGAIN, names.resource().value()));
  }

  /** Forces row level security again where a dump has lifted it. */
  static void forceAgain(DatabaseServer server, TenantNames names) throws SQLException {
    String resource = names.resource().value();
    String owner = names.owner().name();
    String left = "SELECT 1 FROM dormouse.unforced WHERE resource = ?";
    while (server.transaction(connection -> Sql.exists(connection, left, resource))) {
      server.transaction(
          connection -> run(connection, names, FORCE, resource, AT_ONCE, owner, owner, owner));
    }
  }

  @Override
  public void close() throws SQLException {
    try (taken;
        lent) {
      forceAgain(server, names);
    }
  }
}
