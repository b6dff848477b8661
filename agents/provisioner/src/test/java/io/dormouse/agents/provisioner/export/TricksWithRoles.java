package io.dormouse.agents.provisioner.export;

import static io.dormouse.agents.provisioner.export.Trick.login;
import static io.dormouse.agents.provisioner.export.Trick.owner;

import java.util.ArrayList;
import java.util.List;

/** Settings, passwords, locks and transactions of a tenant's roles. */
final class TricksWithRoles {

  private TricksWithRoles() {}

  static List<Trick> all() {
    List<Trick> all = new ArrayList<>();
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
    return all;
  }
}
