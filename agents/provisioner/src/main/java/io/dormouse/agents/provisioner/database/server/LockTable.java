package io.dormouse.agents.provisioner.database.server;

import java.sql.SQLException;
import java.util.concurrent.Semaphore;

/**
 * The server's table of locks, which all sessions of all tenants share. When it is full, statements
 * fail everywhere, so this provisioner never takes more than half of it.
 *
 * @param places number of locks that certainly fit; the server adds a little
 * @param free places that this provisioner may still take
 */
public record LockTable(int places, Semaphore free) {

  private static final String PLACES =
      """
      SELECT current_setting('max_locks_per_transaction')::integer
        * (current_setting('max_connections')::integer
          + current_setting('max_prepared_transactions')::integer)
      """;

  static LockTable of(DatabaseServer server) throws SQLException {
    int places =
        server.transaction(
            connection -> Sql.first(connection, row -> row.getInt(1), PLACES).orElseThrow());
    return new LockTable(places, new Semaphore(places / 2, true));
  }

  /** The most locks that one transaction may ever need. */
  public int most() {
    return places / 2;
  }

  /** The locks of a transaction that leaves room for many others. */
  public int some() {
    return Math.max(1, places / 8);
  }

  /** The locks of a transaction that fits even if all workers run one at once. */
  public int few() {
    return Math.max(1, places / 32);
  }

  /**
   * Waits until so many places are free for this provisioner. The result is closed when the locks
   * are gone.
   */
  public Taken take(int locks) throws SQLException {
    int taken = Math.min(locks, most());
    try {
      free.acquire(taken);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("Interrupted while waiting for room in the table of locks.", e);
    }
    return () -> free.release(taken);
  }

  /** Work that takes locks. */
  public interface Holding<T> {
    T run() throws SQLException;
  }

  /** Does the work while so many places are taken. */
  public <T> T holding(int locks, Holding<T> work) throws SQLException {
    Taken taken = take(locks);
    try {
      return work.run();
    } finally {
      taken.close();
    }
  }

  /** Places in the table of locks. */
  public interface Taken extends AutoCloseable {
    @Override
    void close();
  }
}
