package io.dormouse.agents.provisioner.export;

import static io.dormouse.agents.provisioner.export.Trick.NEIGHBOUR;
import static io.dormouse.agents.provisioner.export.Trick.SCHEMA;
import static io.dormouse.agents.provisioner.export.Trick.elsewhere;
import static io.dormouse.agents.provisioner.export.Trick.owner;

import java.util.ArrayList;
import java.util.List;

/** Rights that a tenant takes from itself or gives to others. */
final class TricksWithRights {

  private static final String LOGIN = NEIGHBOUR + "_0_1";

  private TricksWithRights() {}

  static List<Trick> all() {
    List<Trick> all = new ArrayList<>();
    all.add(
        owner(
            "its own rights taken from itself",
            "CREATE TABLE t (id serial)",
            "INSERT INTO t VALUES (1)",
            "CREATE VIEW v AS SELECT * FROM t",
            "REVOKE ALL ON t, v, t_id_seq FROM " + SCHEMA,
            "REVOKE ALL ON SCHEMA %s FROM %s".formatted(SCHEMA, SCHEMA)));
    all.add(
        new Trick(
            "a function of the login in a schema that is closed to the owner",
            List.of(),
            List.of(
                "CREATE FUNCTION dm_a000000000000000.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
                "CREATE TABLE dm_a000000000000000.t (id serial)",
                "SET ROLE dm_a000000000000000",
                "REVOKE ALL ON SCHEMA %s FROM %s".formatted(SCHEMA, SCHEMA)),
            List.of()));
    all.add(
        owner(
            "rights for a neighbour's roles",
            "CREATE TABLE t (id serial, x int)",
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "CREATE TYPE ty AS (x int)",
            "GRANT ALL ON SCHEMA %s TO %s, %s".formatted(SCHEMA, NEIGHBOUR, LOGIN),
            "GRANT ALL ON t, t_id_seq TO %s, %s WITH GRANT OPTION".formatted(NEIGHBOUR, LOGIN),
            "GRANT SELECT (x) ON t TO %s, %s".formatted(NEIGHBOUR, LOGIN),
            "GRANT ALL ON FUNCTION f() TO %s, %s".formatted(NEIGHBOUR, LOGIN),
            "GRANT ALL ON TYPE ty TO %s, %s".formatted(NEIGHBOUR, LOGIN),
            "SELECT lo_create(4711)",
            "GRANT ALL ON LARGE OBJECT 4711 TO %s, %s".formatted(NEIGHBOUR, LOGIN),
            "ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO %s, %s".formatted(NEIGHBOUR, LOGIN),
            "ALTER DEFAULT PRIVILEGES IN SCHEMA %s GRANT ALL ON ROUTINES TO %s, %s"
                .formatted(SCHEMA, NEIGHBOUR, LOGIN),
            "CREATE POLICY p ON t TO %s, %s".formatted(NEIGHBOUR, LOGIN),
            "CREATE POLICY q ON t TO %s, %s".formatted(SCHEMA, LOGIN)));
    all.add(
        new Trick(
            "rights for a neighbour through the own login",
            List.of(
                "CREATE TABLE t (id int)",
                "GRANT ALL ON SCHEMA %s TO %s_0_1".formatted(SCHEMA, SCHEMA),
                "GRANT ALL ON t TO %s_0_1 WITH GRANT OPTION".formatted(SCHEMA)),
            List.of(
                "ALTER ROLE dm_a000000000000000_0_1 SET role = 'none'",
                "GRANT SELECT ON dm_a000000000000000.t TO " + LOGIN,
                "GRANT SELECT ON dm_a000000000000000.t TO " + NEIGHBOUR),
            List.of()));
    all.add(
        new Trick(
            "rights through the own login, which then may not give them any more",
            List.of(
                "CREATE TABLE t (id int)",
                "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
                "GRANT ALL ON t TO %s_0_1 WITH GRANT OPTION".formatted(SCHEMA),
                "GRANT ALL ON FUNCTION f() TO %s_0_1 WITH GRANT OPTION".formatted(SCHEMA)),
            List.of(
                "GRANT SELECT ON dm_a000000000000000.t TO " + LOGIN,
                "GRANT UPDATE (id) ON dm_a000000000000000.t TO " + LOGIN,
                "GRANT EXECUTE ON FUNCTION dm_a000000000000000.f() TO " + NEIGHBOUR,
                "GRANT SELECT ON dm_a000000000000000.t TO PUBLIC",
                "SET ROLE " + SCHEMA,
                "REVOKE ALL ON dm_a000000000000000.t FROM %s_0_1 CASCADE".formatted(SCHEMA)),
            List.of()));
    all.add(
        owner(
            "rights for everybody and the keepers",
            "CREATE TABLE t (id int)",
            "GRANT ALL ON SCHEMA %s TO PUBLIC".formatted(SCHEMA),
            "GRANT ALL ON t TO PUBLIC, provisioner, dormouse_keeper_1, dormouse_tenants",
            "ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO PUBLIC, dormouse_keeper_1"));
    all.add(
        elsewhere(
            "large objects and rights in another database",
            "SELECT lo_create(0) FROM generate_series(1, 100)",
            "ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO " + NEIGHBOUR,
            "SET ROLE NONE",
            "SELECT lo_create(0)"));
    return all;
  }
}
