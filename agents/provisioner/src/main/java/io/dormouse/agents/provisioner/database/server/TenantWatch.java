package io.dormouse.agents.provisioner.database.server;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends sessions of tenants that have kept the administration role waiting for longer than a second.
 * It looks once a second, on a connection of its own.
 */
final class TenantWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TenantWatch.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private static final String BLOCKING =
      """
      SELECT t.usename, pg_terminate_backend(t.pid)
      FROM pg_stat_activity w CROSS JOIN LATERAL unnest(pg_blocking_pids(w.pid)) b (pid)
      JOIN pg_stat_activity t ON t.pid = b.pid
      WHERE w.usename = session_user AND w.wait_event_type = 'Lock'
        AND clock_timestamp() - w.query_start > interval '1 second'
        AND t.usename ~ '^dm_[a-z][a-z0-9]{15}_[0-9]{1,10}_[0-9]{1,19}$'
      """;

  private final DatabaseServer server;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  TenantWatch(DatabaseServer server) {
    this.server = server;
    this.thread = Thread.ofVirtual().name("tenant-watch").start(this::run);
  }

  private void run() {
    Connection connection = null;
    try {
      while (!closed.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        connection = look(connection);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close(connection);
    }
  }

  /** Looks once; returns the connection for the next look, or null if that needs a new one. */
  private @Nullable Connection look(@Nullable Connection open) {
    Connection connection = open;
    try {
      if (connection == null) {
        connection = server.connect();
      }
      told(Sql.list(connection, row -> row.getString(1), BLOCKING));
      return connection;
    } catch (SQLException e) {
      LOG.atDebug().setMessage("blocking sessions could not be read").setCause(e).log();
      close(connection);
      return null;
    }
  }

  private void told(List<String> logins) {
    for (String login : logins) {
      LOG.atWarn()
          .setMessage("ended a tenant's session that blocked the administration role")
          .addKeyValue("login", login)
          .addKeyValue("server", server.name())
          .log();
    }
  }

  private static void close(@Nullable Connection connection) {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      LOG.atDebug().setMessage("connection could not be closed").setCause(e).log();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
