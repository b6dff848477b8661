package io.dormouse.agents.provisioner.database.schema;

import io.dormouse.agents.provisioner.database.role.Keeper;
import io.dormouse.agents.provisioner.database.server.Sql;
import io.dormouse.agents.provisioner.database.server.SqlPart.Identifier;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * All objects that a tenant owns or has in its schema, to be dropped a part at a time, since a drop
 * locks an object and its dependents until the transaction ends. The statements are made and run on
 * the server, since a tenant chooses the names.
 *
 * @param schema the tenant's schema
 * @param owner the role whose objects count in any schema
 */
record TenantObjects(Identifier schema, Identifier owner) {

  /** Objects that {@code %1$s} selects, and all that are dropped with them. */
  private static final String FALLS =
      """
      WITH RECURSIVE falls (classid, objid) AS (
        %1$s
        UNION
        SELECT e.classid, e.objid FROM falls f CROSS JOIN LATERAL (
          SELECT d.classid, d.objid FROM pg_depend d
          WHERE d.refclassid = f.classid AND d.refobjid = f.objid
          UNION ALL
          SELECT d.refclassid, d.refobjid FROM pg_depend d
          WHERE d.classid = f.classid AND d.objid = f.objid AND d.deptype = 'i') e)
      """;

  private static final String ALL =
      FALLS.formatted(
              """
              SELECT 'pg_namespace'::regclass::oid, n.oid FROM pg_namespace n WHERE n.nspname = ?
              UNION
              SELECT s.classid, s.objid FROM pg_shdepend s JOIN pg_roles r ON r.oid = s.refobjid
              JOIN pg_database b ON b.oid = s.dbid
              WHERE r.rolname = ? AND s.refclassid = 'pg_authid'::regclass AND s.deptype = 'o'
                AND b.datname = current_database()
              """)
          + "SELECT count(*) FROM (SELECT 1 FROM falls LIMIT ?) counted";

  /**
   * Statements that drop one object each, the newest first, since others seldom depend on those.
   */
  private static final String DROPPABLE =
      """
      place AS (
        SELECT n.oid AS schema, r.oid AS owner FROM pg_roles r
        LEFT JOIN pg_namespace n ON n.nspname = ? WHERE r.rolname = ?),
      relation AS (
        SELECT c.oid, c.relkind, c.relhassubclass, c.relowner = p.owner AS own,
          format('%I.%I', c.relnamespace::regnamespace::text, c.relname) AS name
        FROM place p JOIN pg_class c ON c.relnamespace = p.schema),
      named (classid, objid, kind, name) AS (
        SELECT 'pg_proc'::regclass::oid, o.oid, 'ROUTINE', o.oid::regprocedure::text
        FROM place p JOIN pg_proc o ON o.pronamespace = p.schema
        UNION ALL
        SELECT 'pg_type'::regclass, o.oid, 'TYPE', o.oid::regtype::text
        FROM place p JOIN pg_type o ON o.typnamespace = p.schema WHERE o.typrelid = 0
        UNION ALL
        SELECT 'pg_operator'::regclass, o.oid, 'OPERATOR', o.oid::regoperator::text
        FROM place p JOIN pg_operator o ON o.oprnamespace = p.schema
        UNION ALL
        SELECT 'pg_collation'::regclass, o.oid, 'COLLATION', o.oid::regcollation::text
        FROM place p JOIN pg_collation o ON o.collnamespace = p.schema
        UNION ALL
        SELECT 'pg_conversion'::regclass, o.oid, 'CONVERSION',
          format('%I.%I', o.connamespace::regnamespace::text, o.conname)
        FROM place p JOIN pg_conversion o ON o.connamespace = p.schema
        UNION ALL
        SELECT 'pg_ts_config'::regclass, o.oid, 'TEXT SEARCH CONFIGURATION',
          o.oid::regconfig::text
        FROM place p JOIN pg_ts_config o ON o.cfgnamespace = p.schema
        UNION ALL
        SELECT 'pg_ts_dict'::regclass, o.oid, 'TEXT SEARCH DICTIONARY',
          o.oid::regdictionary::text
        FROM place p JOIN pg_ts_dict o ON o.dictnamespace = p.schema
        UNION ALL
        SELECT 'pg_statistic_ext'::regclass, o.oid, 'STATISTICS',
          format('%I.%I', o.stxnamespace::regnamespace::text, o.stxname)
        FROM place p JOIN pg_statistic_ext o ON o.stxnamespace = p.schema
        UNION ALL
        SELECT 'pg_class'::regclass, r.oid,
          CASE r.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'
            WHEN 'S' THEN 'SEQUENCE' WHEN 'f' THEN 'FOREIGN TABLE' WHEN 'c' THEN 'TYPE'
            WHEN 'i' THEN 'INDEX' WHEN 'I' THEN 'INDEX' ELSE 'TABLE' END,
          r.name
        FROM relation r),
      object (classid, objid, statement) AS (
        SELECT classid, objid, format('DROP %s IF EXISTS %s CASCADE', kind, name) FROM named
        UNION ALL
        SELECT 'pg_constraint'::regclass, o.oid,
          format('ALTER TABLE IF EXISTS %s DROP CONSTRAINT IF EXISTS %I CASCADE', r.name, o.conname)
        FROM relation r JOIN pg_constraint o ON o.conrelid = r.oid
        WHERE r.own AND o.coninhcount = 0 AND NOT r.relhassubclass AND o.contype <> 't'
        UNION ALL
        SELECT 'pg_constraint'::regclass, o.oid,
          format('ALTER DOMAIN %s DROP CONSTRAINT IF EXISTS %I CASCADE', t.oid::regtype, o.conname)
        FROM place p JOIN pg_type t ON t.typnamespace = p.schema AND t.typowner = p.owner
        JOIN pg_constraint o ON o.contypid = t.oid
        UNION ALL
        SELECT 'pg_trigger'::regclass, o.oid,
          format('DROP TRIGGER IF EXISTS %I ON %s CASCADE', o.tgname, r.name)
        FROM relation r JOIN pg_trigger o ON o.tgrelid = r.oid
        WHERE r.own AND NOT o.tgisinternal AND o.tgparentid = 0
        UNION ALL
        SELECT 'pg_rewrite'::regclass, o.oid,
          format('DROP RULE IF EXISTS %I ON %s CASCADE', o.rulename, r.name)
        FROM relation r JOIN pg_rewrite o ON o.ev_class = r.oid
        WHERE r.own AND o.rulename <> '_RETURN'
        UNION ALL
        SELECT 'pg_policy'::regclass, o.oid,
          format('DROP POLICY IF EXISTS %I ON %s', o.polname, r.name)
        FROM relation r JOIN pg_policy o ON o.polrelid = r.oid WHERE r.own
        UNION ALL
        SELECT 'pg_largeobject'::regclass, o.oid, format('SELECT pg_catalog.lo_unlink(%s)', o.oid)
        FROM place p JOIN pg_largeobject_metadata o ON o.lomowner = p.owner),
      droppable AS (
        SELECT * FROM object o WHERE NOT EXISTS (
          SELECT 1 FROM pg_depend d WHERE d.classid = o.classid AND d.objid = o.objid
            AND d.deptype IN ('i', 'P', 'S', 'e'))
        ORDER BY o.objid DESC)
      """;

  private static final String DROP_SOME =
      "WITH "
          + DROPPABLE
          + """
          , counted AS MATERIALIZED (
            SELECT o.statement, o.objid, c.locks FROM droppable o CROSS JOIN LATERAL (
              SELECT count(*) AS locks FROM (
          """
          + FALLS.formatted("SELECT o.classid, o.objid")
          + """
                SELECT 1 FROM falls LIMIT ?) f) c
            WHERE c.locks <= ? LIMIT ?),
          picked AS MATERIALIZED (
            SELECT s.statement, s.objid FROM (
              SELECT statement, objid, sum(locks) OVER (ORDER BY objid DESC, statement) AS sum
              FROM counted) s WHERE s.sum <= ?),
          run AS MATERIALIZED (
            SELECT count(*) AS number,
              array_agg(statement ORDER BY objid DESC, statement) AS statements FROM picked)
          SELECT number, CASE WHEN number > 0 THEN <keeper>(
            array[format('GRANT %I TO CURRENT_USER', ?::text)] || statements
            || format('REVOKE %I FROM CURRENT_USER', ?::text))::text END FROM run
          """;

  /** The number of locks that it takes to drop all at once, counted up to the limit. */
  int locks(Connection connection, int limit) throws SQLException {
    return Sql.first(connection, row -> row.getInt(1), ALL, schema.name(), owner.name(), limit)
        .orElseThrow();
  }

  /**
   * Drops as many objects as the locks allow and returns their number. It returns 0 if no object is
   * left, or if each needs more locks.
   */
  int dropSome(Connection connection, int locks, int atOnce) throws SQLException {
    String name = owner.name();
    return Sql.first(
            connection,
            row -> row.getInt(1),
            DROP_SOME.replace("<keeper>", Keeper.ofRole(connection, owner).function()),
            schema.name(),
            name,
            locks + 1,
            locks,
            atOnce,
            locks,
            name,
            name)
        .orElse(0);
  }
}
