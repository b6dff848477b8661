package io.dormouse.agents.provisioner.export;

import static io.dormouse.agents.provisioner.export.Trick.login;
import static io.dormouse.agents.provisioner.export.Trick.owner;

import java.util.ArrayList;
import java.util.List;

/** Numbers of objects that take more locks than a server has. */
final class TricksWithManyObjects {

  private TricksWithManyObjects() {}

  static List<Trick> all() {
    List<Trick> all = new ArrayList<>();
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
            "a table of many columns with defaults",
            "DO $$ BEGIN EXECUTE 'CREATE TABLE wide (' || (SELECT string_agg(format("
                + "'c%s int DEFAULT %s', g, g), ', ') FROM generate_series(1, 150) g) || ')'; END $$"));
    all.add(
        login(
            "many tables of the login",
            many(
                120,
                "CREATE TABLE dm_a000000000000000.t$ (id serial PRIMARY KEY, text text)",
                "INSERT INTO dm_a000000000000000.t$ (text) VALUES ('x')")));
    return all;
  }

  /** Repeats statements with 1 to the number in the place of {@code $}. */
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
}
