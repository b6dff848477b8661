package io.dormouse.sample.documents;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/**
 * The table of document records in its schema.
 *
 * @param schema a checked name, see {@link io.dormouse.sample.config.AppConfig}
 */
record CatalogTable(String schema) {
  // unique_violation (in the catalog of tables itself), duplicate_table, duplicate_schema
  private static final Set<String> ALREADY_THERE = Set.of("23505", "42P07", "42P06");

  /**
   * Creates schema and table if they are missing; true if the table was. Fails with one of {@link
   * #wasCreatedMeanwhile} if another session creates the same at the same time.
   */
  boolean createWhenMissing(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (exists(statement, "to_regclass('" + this + "')")) {
        return false;
      }
      if (!exists(statement, "to_regnamespace('\"" + schema + "\"')")) {
        statement.execute("create schema \"" + schema + "\"");
      }
      statement.execute(
          """
          create table %s (
            instance text not null,
            name text not null,
            size bigint not null,
            sha256 text not null,
            content_type text not null,
            created_at timestamptz not null,
            object_key text not null,
            primary key (instance, name))
          """
              .formatted(this));
      return true;
    }
  }

  /** True if a creation failed because another session was quicker. */
  static boolean wasCreatedMeanwhile(SQLException failure) {
    return ALREADY_THERE.contains(String.valueOf(failure.getSQLState()));
  }

  /** A statement with the table's name for {@code {table}}. */
  String in(String sql) {
    return sql.replace("{table}", toString());
  }

  private static boolean exists(Statement statement, String expression) throws SQLException {
    try (ResultSet row = statement.executeQuery("select " + expression + " is not null")) {
      return row.next() && row.getBoolean(1);
    }
  }

  @Override
  public String toString() {
    return "\"" + schema + "\".documents";
  }
}
