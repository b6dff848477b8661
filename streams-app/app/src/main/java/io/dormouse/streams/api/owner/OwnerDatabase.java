package io.dormouse.streams.api.owner;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.dormouse.language.owner.OwnerId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owners' personal data in PostgreSQL, in a schema and table of its own that it makes when they are
 * missing. It connects when it is first needed. Its methods block for seconds at most and throw
 * {@link OwnersUnavailableException} when the database does not answer; neither that nor the log
 * has any of the data.
 */
public final class OwnerDatabase implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OwnerDatabase.class);
  private static final int MOST_CONNECTIONS = 4;
  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final Duration ANSWER = Duration.ofSeconds(5);

  /** Any number, the same in all processes: one of them makes the table. */
  private static final long TABLE_LOCK = 0x646f726d6f757365L;

  private static final String FIND_TABLE = "SELECT to_regclass('dormouse_owners.owners')";
  private static final String MAKE_TABLE =
      """
      CREATE SCHEMA IF NOT EXISTS dormouse_owners;
      CREATE TABLE IF NOT EXISTS dormouse_owners.owners (
        id text PRIMARY KEY CHECK (length(id) <= 100),
        name text CHECK (length(name) <= 200),
        email text CHECK (length(email) <= 254));
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
  private volatile boolean made;

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
    // The server's details have the row that it could not take.
    config.addDataSourceProperty("logServerErrorDetail", "false");
    this.pool = new HikariDataSource(config);
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

  /** Keeps this instead of what was known; true if nothing was. */
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

  /** Nothing is known of the owner from now on. */
  public void erase(OwnerId id) {
    run(
        ERASE,
        statement -> {
          statement.setString(1, id.value());
          return statement.executeUpdate();
        });
  }

  /** What is done with a statement. */
  private interface Work<T> {
    T with(PreparedStatement statement) throws SQLException;
  }

  private <T> T run(String sql, Work<T> work) {
    try (Connection connection = pool.getConnection()) {
      makeTable(connection);
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        return work.with(statement);
      }
    } catch (SQLException e) {
      String state = String.valueOf(e.getSQLState());
      LOG.atWarn().setMessage("owners' database failed").addKeyValue("sql_state", state).log();
      throw new OwnersUnavailableException(state);
    }
  }

  private void makeTable(Connection connection) throws SQLException {
    if (made) {
      return;
    }
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_advisory_xact_lock(%d)".formatted(TABLE_LOCK));
      if (!isThere(statement)) {
        statement.execute(MAKE_TABLE);
      }
      connection.commit();
    } finally {
      connection.setAutoCommit(true);
    }
    made = true;
  }

  private static boolean isThere(Statement statement) throws SQLException {
    try (ResultSet table = statement.executeQuery(FIND_TABLE)) {
      return table.next() && table.getString(1) != null;
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
