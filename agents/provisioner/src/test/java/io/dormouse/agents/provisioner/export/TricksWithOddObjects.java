package io.dormouse.agents.provisioner.export;

import static io.dormouse.agents.provisioner.export.Trick.owner;

import java.util.ArrayList;
import java.util.List;

/** Objects that are hard to dump or to drop. */
final class TricksWithOddObjects {

  private TricksWithOddObjects() {}

  static List<Trick> all() {
    List<Trick> all = new ArrayList<>();
    all.add(
        owner(
            "row level security",
            "CREATE TABLE t (id int, whose text)",
            "INSERT INTO t VALUES (1, 'me'), (2, 'other')",
            "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
            "CREATE POLICY p ON t USING (whose = current_user)"));
    all.add(
        owner(
            "forced row level security",
            "CREATE TABLE t (id int, whose text)",
            "INSERT INTO t VALUES (1, 'me'), (2, 'other')",
            "CREATE TABLE \"odd \"\" ä\n name\" (id int)",
            "INSERT INTO \"odd \"\" ä\n name\" VALUES (1), (2)",
            "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
            "ALTER TABLE t FORCE ROW LEVEL SECURITY",
            "ALTER TABLE \"odd \"\" ä\n name\" ENABLE ROW LEVEL SECURITY",
            "ALTER TABLE \"odd \"\" ä\n name\" FORCE ROW LEVEL SECURITY",
            "CREATE POLICY p ON t USING (1 / (id - id) = 0)"));
    all.add(
        owner(
            "names",
            "CREATE TABLE \"'; DROP ROLE provisioner; --\" (\"%s\" int)",
            "CREATE TABLE \"" + "ä".repeat(31) + "\" (\"$1\" int)",
            "CREATE TABLE \"a\"\"b\nc\td\\e?\" (\" \" int)",
            "INSERT INTO \"a\"\"b\nc\td\\e?\" VALUES (7)",
            "CREATE FUNCTION \"%I ?\"(\"x y\" int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "CREATE TYPE \"t y\" AS ENUM ('')",
            "CREATE SEQUENCE \"S;\"",
            "CREATE TABLE \"select\" (id int PRIMARY KEY, CONSTRAINT \"%\" CHECK (id > 0))"));
    all.add(
        owner(
            "functions that raise",
            "CREATE FUNCTION bad() RETURNS int LANGUAGE plpgsql AS"
                + " 'BEGIN RAISE EXCEPTION ''no''; END'",
            "CREATE TABLE t (id int)",
            "INSERT INTO t VALUES (1)",
            "CREATE VIEW v AS SELECT bad() AS x",
            "ALTER TABLE t ALTER id SET DEFAULT bad()",
            "CREATE MATERIALIZED VIEW m AS SELECT bad() AS x WITH NO DATA",
            "CREATE RULE r AS ON DELETE TO t DO INSTEAD SELECT bad()"));
    all.add(
        owner(
            "a trap in every function that others may call",
            "CREATE FUNCTION current_database() RETURNS name LANGUAGE sql SECURITY DEFINER"
                + " AS 'SELECT ''x''::name'",
            "CREATE FUNCTION format(text, name) RETURNS text LANGUAGE plpgsql AS"
                + " 'BEGIN RAISE EXCEPTION ''caught''; END'",
            "CREATE FUNCTION eq(name, text) RETURNS boolean LANGUAGE plpgsql AS"
                + " 'BEGIN RAISE EXCEPTION ''caught''; END'",
            "CREATE OPERATOR = (LEFTARG = name, RIGHTARG = text, FUNCTION = eq)",
            "CREATE TABLE pg_class (oid int)",
            "INSERT INTO dm_a000000000000000.pg_class VALUES (1)"));
    all.add(
        owner(
            "views that go round",
            "CREATE VIEW a AS SELECT 1 AS x",
            "CREATE VIEW b AS SELECT x FROM a",
            "CREATE OR REPLACE VIEW a AS SELECT x FROM b"));
    all.add(
        owner(
            "one of each",
            "CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a int, b text,"
                + " c int GENERATED ALWAYS AS (a + 1) STORED, during int4range,"
                + " EXCLUDE USING gist (during WITH &&))",
            "INSERT INTO t (a, b, during) VALUES (1, 'x', '[1,2)'), (2, NULL, '[3,4)')",
            "CREATE UNLOGGED TABLE u (id int)",
            "INSERT INTO u VALUES (1)",
            "CREATE TABLE parent (id int)",
            "CREATE TABLE child () INHERITS (parent)",
            "INSERT INTO child VALUES (5)",
            "CREATE STATISTICS st ON a, b FROM t",
            "CREATE COLLATION co (locale = 'C')",
            "CREATE CONVERSION cv FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8",
            "CREATE TEXT SEARCH DICTIONARY di (TEMPLATE = simple)",
            "CREATE TEXT SEARCH CONFIGURATION cf (COPY = simple)",
            "CREATE TYPE ty AS (x int)",
            "CREATE DOMAIN d AS int CONSTRAINT positive CHECK (VALUE > 0)",
            "CREATE FUNCTION to_int(ty) RETURNS int LANGUAGE sql AS 'SELECT ($1).x'",
            "CREATE CAST (ty AS int) WITH FUNCTION to_int(ty)",
            "CREATE OPERATOR @@@ (RIGHTARG = ty, FUNCTION = to_int)",
            "CREATE MATERIALIZED VIEW m AS SELECT count(*) AS n FROM t",
            "COMMENT ON TABLE t IS 'it''s'",
            "ALTER TABLE t ADD CONSTRAINT never CHECK (a < 0) NOT VALID",
            "CREATE FUNCTION atomic() RETURNS bigint BEGIN ATOMIC SELECT count(*) FROM t; END"));
    all.add(owner("its schema dropped", "DROP SCHEMA dm_a000000000000000 CASCADE"));
    all.add(
        owner(
            "an index that is not valid",
            "CREATE TABLE t (id int)",
            "INSERT INTO t VALUES (1)",
            "CREATE FUNCTION one(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS"
                + " 'BEGIN RETURN $1 / (SELECT count(*) - 1 FROM pg_locks WHERE false); END'"));
    return all;
  }
}
