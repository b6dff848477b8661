package io.dormouse.streams.api.owner;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.dormouse.language.owner.OwnerId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Personal data of owners in PostgreSQL, in a schema of its own that migrations create and change.
 * It connects and migrates at the first use. Its methods block for seconds at most and throw {@link
 * OwnersUnavailableException} when the database does not answer; neither the exception nor the log
 * contains any of the data.
 */
public final class OwnerDatabase implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OwnerDatabase.class);
  private static final int MOST_CONNECTIONS = 4;
  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final Duration ANSWER = Duration.ofSeconds(5);

  /** A login without CREATE on the schema uses an existing table as it is. */
  private static final String MAY_MIGRATE =
      """
      SELECT CASE WHEN to_regclass('dormouse_owners.owners') IS NULL THEN true
        ELSE has_schema_privilege('dormouse_owners', 'CREATE') END
      """;

  private static final String FIND = "SELECT name, email FROM dormouse_owners.owners WHERE id = ?";
  private static final String PUT =
      """
      INSERT INTO dormouse_owners.owners (id, name, email) VALUES (?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET name = excluded.name, email = excluded.email
      RETURNING xmax = 0
      """;
  private static final String ERASE = "DELETE FROM dormouse_owners.owners WHERE id = ?";

  private final HikariDataSource pool;
  private final Flyway migrations;
  private final ReentrantLock migrating = new ReentrantLock();
  private volatile boolean migrated;

  public OwnerDatabase(OwnersSettings settings) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("owners");
    config.setJdbcUrl(settings.url());
    config.setUsername(settings.user());
    config.setPassword(settings.password());
    config.setMaximumPoolSize(MOST_CONNECTIONS);
    config.setMinimumIdle(0);
    config.setConnectionTimeout(CONNECT.toMillis());
    config.setInitializationFailTimeout(-1);
    config.addDataSourceProperty("connectTimeout", seconds(CONNECT));
    config.addDataSourceProperty("socketTimeout", seconds(ANSWER));
    config.addDataSourceProperty("ApplicationName", "dormouse-owners");
    // The server's error details contain the rejected row.
    config.addDataSourceProperty("logServerErrorDetail", "false");
    this.pool = new HikariDataSource(config);
    this.migrations =
        Flyway.configure()
            .dataSource(pool)
            .schemas("dormouse_owners")
            .locations("classpath:db/owners")
            .baselineOnMigrate(true)
            .baselineVersion("0")
            .loggers("slf4j")
            .load();
  }

  private static String seconds(Duration duration) {
    return Long.toString(duration.toSeconds());
  }

  public Optional<OwnerRecord> find(OwnerId id) {
    return run(
        FIND,
        statement -> {
          statement.setString(1, id.value());
          try (ResultSet found = statement.executeQuery()) {
            return found.next()
                ? Optional.of(new OwnerRecord(id, found.getString(1), found.getString(2)))
                : Optional.empty();
          }
        });
  }

  /** Replaces the record; true if there was none. */
  public boolean put(OwnerRecord owner) {
    return run(
        PUT,
        statement -> {
          statement.setString(1, owner.id().value());
          statement.setString(2, owner.name());
          statement.setString(3, owner.email());
          try (ResultSet kept = statement.executeQuery()) {
            return kept.next() && kept.getBoolean(1);
          }
        });
  }

  /** Deletes the record, if there is one. */
  public void erase(OwnerId id) {
    run(
        ERASE,
        statement -> {
          statement.setString(1, id.value());
          return statement.executeUpdate();
        });
  }

  /** Use of a prepared statement. */
  private interface StatementCall<T> {
    T with(PreparedStatement statement) throws SQLException;
  }

  private <T> T run(String sql, StatementCall<T> call) {
    try {
      migrate();
      try (Connection connection = pool.getConnection();
          PreparedStatement statement = connection.prepareStatement(sql)) {
        return call.with(statement);
      }
    } catch (SQLException | FlywayException e) {
      String state = sqlState(e);
      LOG.atWarn().setMessage("owners' database failed").addKeyValue("sql_state", state).log();
      throw new OwnersUnavailableException(state);
    }
  }

  /** Brings the schema up to date before the first use. */
  private void migrate() throws SQLException {
    if (migrated) {
      return;
    }
    // Flyway needs connections of the pool, so threads wait here without one.
    if (!tryLock()) {
      throw new SQLTimeoutException("Expected the migration of another thread to end in time.");
    }
    try {
      if (!migrated && mayMigrate()) {
        migrations.migrate();
      }
      migrated = true;
    } finally {
      migrating.unlock();
    }
  }

  private boolean tryLock() {
    try {
      return migrating.tryLock(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean mayMigrate() throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement();
        ResultSet may = statement.executeQuery(MAY_MIGRATE)) {
      return may.next() && may.getBoolean(1);
    }
  }

  private static String sqlState(@Nullable Throwable failure) {
    return switch (failure) {
      case null -> "unknown";
      case SQLException sql -> String.valueOf(sql.getSQLState());
      default -> sqlState(failure.getCause());
    };
  }

  @Override
  public void close() {
    pool.close();
  }
}
