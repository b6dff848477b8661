package io.dormouse.sample.documents;

import io.dormouse.sample.config.CatalogPlace;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** A few database connections, opened when first needed and kept; a failed one is thrown away. */
final class Connections implements AutoCloseable {
  private static final int MOST = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration TRUSTED = Duration.ofSeconds(5);

  private record Idle(Connection connection, long sinceNanos) {}

  /** Work with a connection, in one transaction. */
  @FunctionalInterface
  interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  private final PGSimpleDataSource source = new PGSimpleDataSource();
  private final ConcurrentLinkedDeque<Idle> idle = new ConcurrentLinkedDeque<>();
  private final Semaphore permits = new Semaphore(MOST, true);

  Connections(CatalogPlace.Postgres place) {
    source.setUrl(place.url());
    source.setUser(place.login().name());
    source.setPassword(place.login().secret());
    source.setApplicationName("sample-app");
    source.setConnectTimeout((int) PATIENCE.toSeconds());
    source.setSocketTimeout((int) PATIENCE.multipliedBy(3).toSeconds());
  }

  /** Does the work in a transaction: committed when it returns, rolled back when it throws. */
  <T> T transaction(Work<T> work) throws IOException {
    acquire();
    Connection connection = null;
    try {
      connection = take();
      T result = work.on(connection);
      connection.commit();
      idle.push(new Idle(connection, System.nanoTime()));
      return result;
    } catch (SQLException | RuntimeException e) {
      discard(connection);
      throw new IOException("Expected the database to answer, but: " + e.getMessage(), e);
    } finally {
      permits.release();
    }
  }

  private void acquire() throws IOException {
    try {
      if (!permits.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IOException(
            "Expected a free database connection within %s, but all %d are in use."
                .formatted(PATIENCE, MOST));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while waiting for a database connection", e);
    }
  }

  private Connection take() throws SQLException {
    for (Idle next = idle.poll(); next != null; next = idle.poll()) {
      boolean fresh = System.nanoTime() - next.sinceNanos() < TRUSTED.toNanos();
      if (fresh || next.connection().isValid(1)) {
        return next.connection();
      }
      discard(next.connection());
    }
    Connection opened = source.getConnection();
    opened.setAutoCommit(false);
    return opened;
  }

  private static void discard(@Nullable Connection connection) {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException alreadyBroken) {
        // The connection is thrown away in any case.
      }
    }
  }

  @Override
  public void close() {
    for (Idle next = idle.poll(); next != null; next = idle.poll()) {
      discard(next.connection());
    }
  }
}
