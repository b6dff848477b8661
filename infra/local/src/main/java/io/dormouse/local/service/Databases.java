package io.dormouse.local.service;

import io.dormouse.local.data.Secrets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;

/** The databases of the server and their owners. */
public final class Databases {

  /** The database in which the provisioner gives each instance a schema of its own. */
  public static final String TENANTS = "dormouse";

  /** The database with the records of owners, which no log has. */
  public static final String OWNERS = "owners";

  /** The role that owns the tenants' database and makes other roles; no superuser. */
  public static final String PROVISIONER = "provisioner";

  private Databases() {}

  /**
   * Makes missing databases and roles; existing ones keep their content. The password is set each
   * time.
   */
  static void prepare(DataSource superuser, Secrets secrets) throws SQLException {
    try (Connection connection = superuser.getConnection()) {
      role(connection, PROVISIONER, secrets.provisionerPassword());
      role(connection, OWNERS, secrets.ownersPassword());
      database(connection, TENANTS);
      database(connection, OWNERS);
      for (String statement :
          List.of(
              "ALTER ROLE " + PROVISIONER + " CREATEROLE",
              "GRANT pg_signal_backend TO " + PROVISIONER,
              "ALTER DATABASE " + TENANTS + " OWNER TO " + PROVISIONER,
              "ALTER DATABASE " + OWNERS + " OWNER TO " + OWNERS,
              // A tenant may connect to its database, and to no other.
              "REVOKE ALL ON DATABASE postgres, template1, " + OWNERS + " FROM PUBLIC")) {
        execute(connection, statement);
      }
    }
  }

  private static void role(Connection connection, String name, String password)
      throws SQLException {
    if (!exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = ?", name)) {
      execute(connection, "CREATE ROLE " + name + " LOGIN");
    }
    // The password has only letters and digits, see Secrets.
    execute(connection, "ALTER ROLE " + name + " PASSWORD '" + password + "'");
  }

  private static void database(Connection connection, String name) throws SQLException {
    if (!exists(connection, "SELECT 1 FROM pg_database WHERE datname = ?", name)) {
      execute(connection, "CREATE DATABASE " + name);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static boolean exists(Connection connection, String query, String name)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, name);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }
}
