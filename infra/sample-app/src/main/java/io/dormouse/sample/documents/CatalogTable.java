package io.dormouse.sample.documents;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The table of document records in its schema.
 *
 * @param schema a checked name, see {@link io.dormouse.sample.config.AppConfig}
 */
record CatalogTable(String schema) {
  private static final long LOCK = 0x646f_726d_6f75_7365L;

  /**
   * Creates schema and table when they are missing, one instance at a time: {@code if not exists}
   * alone fails when two sessions create the same thing at once. Answers whether it had to.
   */
  boolean createWhenMissing(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (exists(statement, "to_regclass('" + this + "')")) {
        return false;
      }
      statement.execute("select pg_advisory_xact_lock(" + LOCK + ")");
      if (!exists(statement, "to_regnamespace('\"" + schema + "\"')")) {
        statement.execute("create schema if not exists \"" + schema + "\"");
      }
      statement.execute(
          """
          create table if not exists %s (
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
