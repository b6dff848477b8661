package io.dormouse.agents.provisioner.export;

import java.util.ArrayList;
import java.util.List;

/**
 * Something that a tenant's login allows, and that could be in the way of its end or of a
 * neighbour. Statements run as the owner role, those of {@code asLogin} as the login itself, those
 * of {@code elsewhere} in the database {@code postgres}.
 */
record Trick(String name, List<String> asOwner, List<String> asLogin, List<String> elsewhere) {

  /** The names of the tenant's schema and its neighbour's in statements. */
  static final String SCHEMA = "dm_a000000000000000";

  static final String NEIGHBOUR = "dm_b000000000000000";
  private static final String LOGIN = NEIGHBOUR + "_1";

  @Override
  public String toString() {
    return name;
  }

  private static Trick owner(String name, String... statements) {
    return new Trick(name, List.of(statements), List.of(), List.of());
  }

  private static Trick login(String name, String... statements) {
    return new Trick(name, List.of(), List.of(statements), List.of());
  }

  private static Trick elsewhere(String name, String... statements) {
    return new Trick(name, List.of(), List.of(), List.of(statements));
  }

  /** Repeats a statement with {@code $} as 1 to the number, each in a transaction of its own. */
  private static String[] many(int number, String... statements) {
    List<String> all = new ArrayList<>();
    for (int i = 1; i <= number; i++) {
      for (String statement : statements) {
        all.add(statement.replace("$", Integer.toString(i)));
      }
    }
    return all.toArray(String[]::new);
  }

  private static String[] then(String[] first, String... rest) {
    List<String> all = new ArrayList<>(List.of(rest));
    all.addAll(0, List.of(first));
    return all.toArray(String[]::new);
  }

  static List<Trick> all() {
    List<Trick> all = new ArrayList<>();
    numbers(all);
    objects(all);
    rights(all);
    roles(all);
    return all;
  }

  private static void numbers(List<Trick> all) {
    String[] parts = many(150, "CREATE TABLE part$ PARTITION OF whole FOR VALUES IN ($)");
    all.add(
        owner(
            "many partitions",
            then(
                new String[] {"CREATE TABLE whole (id int PRIMARY KEY) PARTITION BY LIST (id)"},
                parts)));
    all.add(
        owner(
            "partitions with index and trigger",
            then(
                then(
                    new String[] {
                      "CREATE TABLE whole (id int PRIMARY KEY, x int) PARTITION BY LIST (id)",
                      "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
                      "CREATE INDEX ON whole (x)",
                      "CREATE TRIGGER t AFTER INSERT ON whole FOR EACH ROW EXECUTE FUNCTION f()"
                    },
                    many(60, "CREATE TABLE part$ PARTITION OF whole FOR VALUES IN ($)")),
                "INSERT INTO whole SELECT g, g FROM generate_series(1, 60) g")));
    all.add(
        owner(
            "many indexes of a table",
            then(
                new String[] {"CREATE TABLE t (id int, x int)"},
                many(150, "CREATE INDEX i$ ON t (id, x)"))));
    all.add(
        owner(
            "many checks of a table",
            then(
                new String[] {"CREATE TABLE t (id int)"},
                many(250, "ALTER TABLE t ADD CONSTRAINT c$ CHECK (id <> -$)"))));
    all.add(
        owner(
            "many triggers, rules and policies of a table",
            then(
                new String[] {
                  "CREATE TABLE t (id int)",
                  "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"
                },
                many(
                    80,
                    "CREATE TRIGGER t$ AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()",
                    "CREATE RULE r$ AS ON UPDATE TO t WHERE OLD.id = -$ DO ALSO SELECT 1",
                    "CREATE POLICY p$ ON t USING (id <> $)"))));
    all.add(
        owner(
            "many views of one table",
            then(
                new String[] {"CREATE TABLE t (id int)"},
                many(120, "CREATE VIEW v$ AS SELECT id FROM t"))));
    all.add(
        owner(
            "views upon views",
            then(new String[] {"CREATE VIEW v0 AS SELECT 1 AS id"}, many(1, chain(100)))));
    all.add(
        owner(
            "many tables with one type",
            then(
                new String[] {
                  "CREATE TYPE mood AS ENUM ('sad', 'happy')", "CREATE DOMAIN d AS int"
                },
                many(120, "CREATE TABLE t$ (m mood, d d)"))));
    all.add(
        owner(
            "many functions, types and aggregates",
            many(
                60,
                "CREATE FUNCTION f$(int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
                "CREATE PROCEDURE p$() LANGUAGE sql AS 'SELECT 1'",
                "CREATE AGGREGATE a$(int) (SFUNC = int4pl, STYPE = int)",
                "CREATE AGGREGATE z$(*) (SFUNC = int8inc, STYPE = bigint, INITCOND = 0)",
                "CREATE TYPE c$ AS (x int)",
                "CREATE TYPE r$ AS RANGE (SUBTYPE = int)",
                "CREATE SEQUENCE s$")));
    all.add(owner("many large objects", many(300, "SELECT lo_create(0)")));
    all.add(
        owner(
            "a ring of foreign keys",
            then(
                many(
                    60,
                    "CREATE TABLE t$ (id int PRIMARY KEY, other int)",
                    "INSERT INTO t$ VALUES (1, 1)"),
                ring(60))));
    all.add(
        owner(
            "a table of 1,000 columns with defaults",
            "DO $$ BEGIN EXECUTE 'CREATE TABLE wide (' || (SELECT string_agg(format("
                + "'c%s int DEFAULT %s', g, g), ', ') FROM generate_series(1, 150) g) || ')'; END $$"));
    all.add(
        login(
            "many tables of the login",
            many(
                120,
                "CREATE TABLE dm_a000000000000000.t$ (id serial PRIMARY KEY, text text)",
                "INSERT INTO dm_a000000000000000.t$ (text) VALUES ('x')")));
  }

  private static String[] chain(int length) {
    String[] all = new String[length];
    for (int i = 1; i <= length; i++) {
      all[i - 1] = "CREATE VIEW v%d AS SELECT id FROM v%d".formatted(i, i - 1);
    }
    return all;
  }

  private static String[] ring(int length) {
    String[] all = new String[length];
    for (int i = 1; i <= length; i++) {
      all[i - 1] =
          "ALTER TABLE t%d ADD FOREIGN KEY (other) REFERENCES t%d".formatted(i, i % length + 1);
    }
    return all;
  }

  private static void objects(List<Trick> all) {
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
  }

  private static void rights(List<Trick> all) {
    String schema = SCHEMA;
    all.add(
        owner(
            "its own rights taken from itself",
            "CREATE TABLE t (id serial)",
            "INSERT INTO t VALUES (1)",
            "CREATE VIEW v AS SELECT * FROM t",
            "REVOKE ALL ON t, v, t_id_seq FROM " + schema,
            "REVOKE ALL ON SCHEMA %s FROM %s".formatted(schema, schema)));
    all.add(
        new Trick(
            "a function of the login in a schema that is closed to the owner",
            List.of(),
            List.of(
                "CREATE FUNCTION dm_a000000000000000.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
                "CREATE TABLE dm_a000000000000000.t (id serial)",
                "SET ROLE dm_a000000000000000",
                "REVOKE ALL ON SCHEMA %s FROM %s".formatted(schema, schema)),
            List.of()));
    all.add(
        owner(
            "rights for a neighbour's roles",
            "CREATE TABLE t (id serial, x int)",
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "CREATE TYPE ty AS (x int)",
            "GRANT ALL ON SCHEMA %s TO %s, %s".formatted(schema, NEIGHBOUR, LOGIN),
            "GRANT ALL ON t, t_id_seq TO %s, %s WITH GRANT OPTION".formatted(NEIGHBOUR, LOGIN),
            "GRANT SELECT (x) ON t TO %s, %s".formatted(NEIGHBOUR, LOGIN),
            "GRANT ALL ON FUNCTION f() TO %s, %s".formatted(NEIGHBOUR, LOGIN),
            "GRANT ALL ON TYPE ty TO %s, %s".formatted(NEIGHBOUR, LOGIN),
            "SELECT lo_create(4711)",
            "GRANT ALL ON LARGE OBJECT 4711 TO %s, %s".formatted(NEIGHBOUR, LOGIN),
            "ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO %s, %s".formatted(NEIGHBOUR, LOGIN),
            "ALTER DEFAULT PRIVILEGES IN SCHEMA %s GRANT ALL ON ROUTINES TO %s, %s"
                .formatted(schema, NEIGHBOUR, LOGIN),
            "CREATE POLICY p ON t TO %s, %s".formatted(NEIGHBOUR, LOGIN),
            "CREATE POLICY q ON t TO %s, %s".formatted(schema, LOGIN)));
    all.add(
        new Trick(
            "rights for a neighbour through the own login",
            List.of(
                "CREATE TABLE t (id int)",
                "GRANT ALL ON SCHEMA %s TO %s_1".formatted(schema, schema),
                "GRANT ALL ON t TO %s_1 WITH GRANT OPTION".formatted(schema)),
            List.of(
                "ALTER ROLE dm_a000000000000000_1 SET role = 'none'",
                "GRANT SELECT ON dm_a000000000000000.t TO " + LOGIN,
                "GRANT SELECT ON dm_a000000000000000.t TO " + NEIGHBOUR),
            List.of()));
    all.add(
        new Trick(
            "rights through the own login, which then may not give them any more",
            List.of(
                "CREATE TABLE t (id int)",
                "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
                "GRANT ALL ON t TO %s_1 WITH GRANT OPTION".formatted(schema),
                "GRANT ALL ON FUNCTION f() TO %s_1 WITH GRANT OPTION".formatted(schema)),
            List.of(
                "GRANT SELECT ON dm_a000000000000000.t TO " + LOGIN,
                "GRANT UPDATE (id) ON dm_a000000000000000.t TO " + LOGIN,
                "GRANT EXECUTE ON FUNCTION dm_a000000000000000.f() TO " + NEIGHBOUR,
                "GRANT SELECT ON dm_a000000000000000.t TO PUBLIC",
                "SET ROLE " + schema,
                "REVOKE ALL ON dm_a000000000000000.t FROM %s_1 CASCADE".formatted(schema)),
            List.of()));
    all.add(
        owner(
            "rights for everybody and the keepers",
            "CREATE TABLE t (id int)",
            "GRANT ALL ON SCHEMA %s TO PUBLIC".formatted(schema),
            "GRANT ALL ON t TO PUBLIC, provisioner, dormouse_keeper_1, dormouse_tenants",
            "ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO PUBLIC, dormouse_keeper_1"));
    all.add(
        elsewhere(
            "large objects and rights in another database",
            "SELECT lo_create(0) FROM generate_series(1, 100)",
            "ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO " + NEIGHBOUR,
            "SET ROLE NONE",
            "SELECT lo_create(0)"));
  }

  private static void roles(List<Trick> all) {
    all.add(
        login(
            "settings of its roles",
            "ALTER ROLE CURRENT_USER SET default_transaction_read_only = on",
            "ALTER ROLE CURRENT_USER SET statement_timeout = 1",
            "ALTER ROLE CURRENT_USER SET lock_timeout = 1",
            "ALTER ROLE CURRENT_USER SET row_security = off",
            "ALTER ROLE CURRENT_USER SET search_path = 'public'",
            "ALTER ROLE CURRENT_USER SET client_encoding = 'SQL_ASCII'",
            "ALTER ROLE CURRENT_USER IN DATABASE dormouse SET role = 'none'",
            "ALTER ROLE CURRENT_USER PASSWORD 'another'",
            "SET ROLE dm_a000000000000000",
            "ALTER ROLE CURRENT_USER SET statement_timeout = 1",
            "ALTER ROLE CURRENT_USER PASSWORD 'another'"));
    all.add(
        owner(
            "a password in a transaction that stays open",
            "BEGIN",
            "SET ROLE NONE",
            "ALTER ROLE CURRENT_USER PASSWORD 'another'"));
    all.add(
        owner(
            "locks that are held",
            "SET idle_in_transaction_session_timeout = 0",
            "CREATE TABLE t (id int)",
            "BEGIN",
            "LOCK TABLE t",
            "SELECT pg_advisory_lock(hashtext('dormouse.keepers'))",
            "SELECT pg_advisory_lock(hashtext('dormouse.prepare'))",
            "LISTEN everything",
            "DECLARE c CURSOR WITH HOLD FOR SELECT 1",
            "CREATE TEMP TABLE mine (x int)"));
    all.add(
        new Trick(
            "a prepared transaction",
            List.of(
                "CREATE TABLE t (id int)",
                "BEGIN",
                "LOCK TABLE t",
                "ALTER TABLE t ADD COLUMN x int",
                "PREPARE TRANSACTION 'it''s \\ %s'"),
            List.of(
                "BEGIN",
                "CREATE TABLE dm_a000000000000000.u (id int)",
                "PREPARE TRANSACTION 'of the login'"),
            List.of()));
  }
}
