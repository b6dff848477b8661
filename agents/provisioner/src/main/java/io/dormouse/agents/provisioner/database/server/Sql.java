package io.dormouse.agents.provisioner.database.server;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Shorthands for statements with parameters. */
public final class Sql {

  private Sql() {}

  /** Reads one row. */
  public interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  public static <T> List<T> list(
      Connection connection, Row<T> row, String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = prepared(connection, sql, parameters);
        ResultSet rows = statement.executeQuery()) {
      List<T> all = new ArrayList<>();
      while (rows.next()) {
        all.add(row.read(rows));
      }
      return all;
    }
  }

  public static <T> Optional<T> first(
      Connection connection, Row<T> row, String sql, Object... parameters) throws SQLException {
    return list(connection, row, sql, parameters).stream().findFirst();
  }

  public static boolean exists(Connection connection, String sql, Object... parameters)
      throws SQLException {
    return first(connection, row -> true, sql, parameters).isPresent();
  }

  /** Runs a statement; returns the number of rows that it changed. */
  public static int update(Connection connection, String sql, @Nullable Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = prepared(connection, sql, parameters)) {
      return statement.executeUpdate();
    }
  }

  public static void execute(Connection connection, String sql, SqlPart... parts)
      throws SQLException {
    run(connection, SqlPart.statement(sql, parts));
  }

  /** Runs statements as they are. */
  public static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(sql);
    }
  }

  private static PreparedStatement prepared(
      Connection connection, String sql, @Nullable Object... parameters) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
    return statement;
  }
}
