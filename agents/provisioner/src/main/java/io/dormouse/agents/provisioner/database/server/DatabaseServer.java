package io.dormouse.agents.provisioner.database.server;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.dormouse.agents.provisioner.settings.database.DatabaseAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * One database server, with a pool of connections as the administration role. It is prepared for
 * tenants before the first transaction. While the server does not answer, transactions fail within
 * seconds.
 */
public final class DatabaseServer implements AutoCloseable {

  private static final int CONNECT_SECONDS = 5;
  private static final int SOCKET_SECONDS = 300;
  private static final String SESSION =
      "-c lock_timeout=10s -c statement_timeout=240s -c search_path=pg_catalog";

  /** Body of one transaction. */
  public interface TransactionBody<T> {
    T in(Connection connection) throws SQLException;
  }

  /** Source of the administration role's password, read for every new connection. */
  public interface PasswordSource {
    String password() throws SQLException;
  }

  private final DatabaseAddress address;
  private final String user;
  private final PasswordSource password;
  private final HikariDataSource pool;
  private final ReentrantLock preparing = new ReentrantLock();
  private volatile boolean prepared;
  private volatile @Nullable LockTable lockTable;
  private volatile @Nullable TenantWatch watch;

  public DatabaseServer(
      DatabaseAddress address, String user, PasswordSource password, int poolSize) {
    this.address = address;
    this.user = user;
    this.password = password;
    HikariConfig config = new HikariConfig();
    config.setPoolName("database-" + address.name());
    config.setDataSource(new AdministrationDataSource(address, user, password));
    config.setMaximumPoolSize(poolSize);
    config.setMinimumIdle(1);
    config.setAutoCommit(false);
    config.setConnectionTimeout(CONNECT_SECONDS * 1000L);
    config.setInitializationFailTimeout(-1);
    this.pool = new HikariDataSource(config);
  }

  public String name() {
    return address.name();
  }

  public DatabaseAddress address() {
    return address;
  }

  public String user() {
    return user;
  }

  /** The administration role's password as of now. */
  public String password() throws SQLException {
    return password.password();
  }

  /** Runs the work in a transaction, which is rolled back on any failure. */
  public <T> T transaction(TransactionBody<T> work) throws SQLException {
    prepare();
    return inPool(work);
  }

  private <T> T inPool(TransactionBody<T> work) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      boolean committed = false;
      try {
        T result = work.in(connection);
        connection.commit();
        committed = true;
        return result;
      } finally {
        if (!committed) {
          connection.rollback();
        }
      }
    }
  }

  private void prepare() throws SQLException {
    if (prepared) {
      return;
    }
    preparing.lock();
    try {
      if (!prepared) {
        inPool(connection -> connection.isValid(CONNECT_SECONDS));
        Migrations.run(new AdministrationDataSource(address, user, password));
        inPool(PrepareServer::run);
        prepared = true;
        watch = new TenantWatch(this);
      }
    } finally {
      preparing.unlock();
    }
  }

  public LockTable lockTable() throws SQLException {
    LockTable known = lockTable;
    if (known == null) {
      known = LockTable.of(this);
      lockTable = known;
    }
    return known;
  }

  /**
   * Opens a connection outside the pool as the administration role, which commits every statement.
   */
  Connection connect() throws SQLException {
    return new AdministrationDataSource(address, user, password).getConnection();
  }

  /** Opens a connection as {@link #connect()} does, to another database of the server. */
  public Connection connectTo(String database) throws SQLException {
    AdministrationDataSource source = new AdministrationDataSource(address, user, password);
    source.setDatabaseName(database);
    return source.getConnection();
  }

  /** Opens a connection outside the pool as another role, with that role's default settings. */
  public Connection connectAs(String role, String rolePassword) throws SQLException {
    return source(address, "dormouse-provisioner-check").getConnection(role, rolePassword);
  }

  private static PGSimpleDataSource source(DatabaseAddress address, String name) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    fill(source, address, name);
    return source;
  }

  private static void fill(PGSimpleDataSource source, DatabaseAddress address, String name) {
    source.setURL(address.url());
    source.setApplicationName(name);
    source.setConnectTimeout(CONNECT_SECONDS);
    source.setLoginTimeout(CONNECT_SECONDS);
    source.setSocketTimeout(SOCKET_SECONDS);
    source.setTcpKeepAlive(true);
  }

  @Override
  public void close() {
    TenantWatch watching = watch;
    if (watching != null) {
      watching.close();
    }
    pool.close();
  }

  /** Reads the password for every connection, since a token of AWS is valid for minutes only. */
  private static final class AdministrationDataSource extends PGSimpleDataSource {

    private static final long serialVersionUID = 1L;

    private final String administrator;
    private final transient PasswordSource password;

    AdministrationDataSource(
        DatabaseAddress address, String administrator, PasswordSource password) {
      this.administrator = administrator;
      this.password = password;
      fill(this, address, "dormouse-provisioner");
      setOptions(SESSION);
    }

    @Override
    public Connection getConnection() throws SQLException {
      return getConnection(administrator, password.password());
    }
  }
}
