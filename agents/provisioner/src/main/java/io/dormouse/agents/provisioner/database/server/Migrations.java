package io.dormouse.agents.provisioner.database.server;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * Brings the provisioner's own tables, in the schema {@code dormouse}, to their newest version. A
 * database from before the migrations counts as version 1 and keeps its rows.
 */
final class Migrations {

  private static final String SCHEMA = "dormouse";
  private static final String LOCATION = "classpath:db/register";

  private Migrations() {}

  /**
   * Migrates unless the newest version is there. Flyway's lock is an advisory lock, which every
   * tenant could hold, so it is taken only if there is something to do.
   *
   * @throws SQLException if the server refuses
   */
  static void run(DataSource source) throws SQLException {
    try {
      Flyway flyway =
          Flyway.configure()
              .dataSource(source)
              .schemas(SCHEMA)
              .defaultSchema(SCHEMA)
              .locations(LOCATION)
              .baselineOnMigrate(true)
              .baselineVersion("1")
              .baselineDescription("tables from before the migrations")
              .load();
      if (flyway.info().pending().length > 0) {
        flyway.migrate();
      }
    } catch (FlywayException e) {
      throw cause(e);
    }
  }

  private static SQLException cause(FlywayException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return sql;
      }
    }
    return new SQLException(failure.getMessage(), failure);
  }
}
