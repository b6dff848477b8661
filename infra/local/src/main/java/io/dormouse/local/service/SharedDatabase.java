package io.dormouse.local.service;

import io.dormouse.local.Secrets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.BiFunction;
import javax.sql.DataSource;

/** The database that all instances share until each has one of its own. */
public final class SharedDatabase {

  /** Its name. */
  public static final String DATABASE = "dormouse";

  /** The role that instances log in with. */
  public static final String ROLE = "notes";

  /** The schema that belongs to {@link #ROLE}. */
  public static final String SCHEMA = "shared";

  private SharedDatabase() {}

  /** Makes what is missing; what is there keeps its content. The password is set each time. */
  static void prepare(
      DataSource superuser, BiFunction<String, String, DataSource> login, Secrets secrets)
      throws SQLException {
    try (Connection connection = superuser.getConnection();
        Statement statement = connection.createStatement()) {
      if (!exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = ?", ROLE)) {
        statement.execute("CREATE ROLE " + ROLE + " LOGIN");
      }
      // The password has only letters and digits, see Secrets.
      statement.execute("ALTER ROLE " + ROLE + " PASSWORD '" + secrets.databasePassword() + "'");
      if (!exists(connection, "SELECT 1 FROM pg_database WHERE datname = ?", DATABASE)) {
        statement.execute("CREATE DATABASE " + DATABASE);
      }
    }
    try (Connection connection = login.apply("postgres", DATABASE).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE SCHEMA IF NOT EXISTS " + SCHEMA + " AUTHORIZATION " + ROLE);
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
