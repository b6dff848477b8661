package io.dormouse.agents.provisioner.database.role;

import io.dormouse.agents.provisioner.database.server.Sql;
import io.dormouse.agents.provisioner.database.server.SqlPart;
import io.dormouse.agents.provisioner.database.server.SqlPart.Identifier;
import io.dormouse.agents.provisioner.database.server.SqlPart.Literal;
import io.dormouse.agents.provisioner.database.server.TenantNames;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A role that creates and keeps the roles of some tenants.
 *
 * <p>Since PostgreSQL 16 the creator of a role is its member for ever, and every change of roles
 * walks through all memberships of the role that makes it. With one administrator for all, the
 * thousandth tenant would take ten times as long as the first, so each keeper has a bounded number
 * of tenants. Statements run as the keeper through a function of its own, which only the
 * administrator may call.
 */
public record Keeper(int number) {

  /** Most tenants of a keeper. */
  static final int MOST_TENANTS = 100;

  private static final String FUNCTION =
      """
      CREATE FUNCTION dormouse.%s(statements text[]) RETURNS void
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $run$
      DECLARE statement text;
      BEGIN
        FOREACH statement IN ARRAY statements LOOP EXECUTE statement; END LOOP;
      END $run$
      """;
  private static final String OF_ROLE =
      """
      SELECT substr(k.rolname, 17)::integer FROM pg_auth_members m
      JOIN pg_roles k ON k.oid = m.member JOIN pg_roles r ON r.oid = m.roleid
      WHERE r.rolname = ? AND k.rolname ~ '^dormouse_keeper_[0-9]{1,9}$'
      """;

  Identifier role() {
    return new Identifier("dormouse_keeper_" + number);
  }

  /** The name of the function that runs an array of statements as the keeper. */
  public String function() {
    return "dormouse." + functionName().sql();
  }

  private Identifier functionName() {
    return new Identifier("as_keeper_" + number);
  }

  /** Collects statements that run one after the other, as the keeper. */
  public static final class Statements {

    private final List<String> all = new ArrayList<>();

    public Statements add(String template, SqlPart... parts) {
      all.add(SqlPart.statement(template, parts));
      return this;
    }
  }

  public void run(Connection connection, Statements statements) throws SQLException {
    String call = "SELECT %s(?)".formatted(function());
    Array array = connection.createArrayOf("text", statements.all.toArray());
    try (PreparedStatement statement = connection.prepareStatement(call)) {
      statement.setArray(1, array);
      statement.execute();
    }
  }

  /** Finds or makes a keeper with room for one more tenant, and counts the tenant. */
  public static Keeper withRoom(Connection connection) throws SQLException {
    // An advisory lock would not do, since every tenant could hold it.
    Sql.execute(connection, "LOCK TABLE dormouse.keepers IN SHARE UPDATE EXCLUSIVE MODE");
    int number =
        Sql.first(
                connection,
                row -> row.getInt(1),
                "SELECT keeper FROM dormouse.keepers WHERE tenants < ? ORDER BY keeper LIMIT 1",
                MOST_TENANTS)
            .orElse(0);
    Keeper keeper = number > 0 ? new Keeper(number) : create(connection);
    Sql.update(
        connection,
        "UPDATE dormouse.keepers SET tenants = tenants + 1 WHERE keeper = ?",
        keeper.number);
    return keeper;
  }

  /** The keeper that may change the role, or any keeper if none keeps it. */
  public static Keeper ofRole(Connection connection, Identifier role) throws SQLException {
    int number = Sql.first(connection, row -> row.getInt(1), OF_ROLE, role.name()).orElse(0);
    if (number > 0) {
      return new Keeper(number);
    }
    int any =
        Sql.first(
                connection,
                row -> row.getInt(1),
                "SELECT keeper FROM dormouse.keepers ORDER BY keeper LIMIT 1")
            .orElse(0);
    return any > 0 ? new Keeper(any) : create(connection);
  }

  private static Keeper create(Connection connection) throws SQLException {
    int number =
        Sql.first(
                connection,
                row -> row.getInt(1),
                "SELECT coalesce(max(keeper), 0) + 1 FROM dormouse.keepers")
            .orElseThrow();
    Keeper keeper = new Keeper(number);
    Identifier role = keeper.role();
    if (!Sql.exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = ?", role.name())) {
      Sql.execute(connection, "CREATE ROLE %s NOLOGIN CREATEROLE", role);
    }
    Sql.execute(connection, "GRANT %s TO %s WITH ADMIN OPTION", TenantNames.TENANTS, role);
    Sql.execute(connection, "GRANT %s TO CURRENT_USER", role);
    SqlPart database =
        new SqlPart.ForeignIdentifier(
            Sql.first(connection, row -> row.getString(1), "SELECT current_database()")
                .orElseThrow());
    Sql.execute(connection, "GRANT CREATE ON DATABASE %s TO %s", database, role);
    Sql.execute(connection, "GRANT USAGE, CREATE ON SCHEMA dormouse TO %s", role);
    SqlPart administrator = administrator(connection);
    Sql.execute(connection, "SET LOCAL ROLE %s", role);
    Sql.execute(connection, FUNCTION, keeper.functionName());
    Sql.execute(
        connection, "REVOKE ALL ON FUNCTION dormouse.%s FROM PUBLIC", keeper.functionName());
    Sql.execute(
        connection,
        "GRANT EXECUTE ON FUNCTION dormouse.%s TO %s",
        keeper.functionName(),
        administrator);
    Sql.execute(connection, "RESET ROLE");
    Sql.execute(connection, "REVOKE CREATE ON SCHEMA dormouse FROM %s", role);
    Sql.execute(connection, "REVOKE %s FROM CURRENT_USER", role);
    Sql.update(connection, "INSERT INTO dormouse.keepers VALUES (?, 0)", number);
    return keeper;
  }

  /** The role that the provisioner itself has logged in as. */
  public static SqlPart administrator(Connection connection) throws SQLException {
    return new SqlPart.ForeignIdentifier(
        Sql.first(connection, row -> row.getString(1), "SELECT session_user").orElseThrow());
  }

  /** Sets a setting's default for the sessions of a role. */
  public static Statements defaults(Statements to, Identifier role, String setting, Literal value) {
    return to.add("ALTER ROLE %s SET " + setting + " = %s", role, value);
  }
}
