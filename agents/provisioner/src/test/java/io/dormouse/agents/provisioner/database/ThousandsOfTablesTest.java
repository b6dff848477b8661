package io.dormouse.agents.provisioner.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.agents.provisioner.database.login.CreateLogin;
import io.dormouse.agents.provisioner.database.login.LoginLimits;
import io.dormouse.agents.provisioner.database.login.RevokeLogins;
import io.dormouse.agents.provisioner.database.register.Register;
import io.dormouse.agents.provisioner.database.register.Registered;
import io.dormouse.agents.provisioner.database.schema.CreateSchema;
import io.dormouse.agents.provisioner.database.schema.DropSchema;
import io.dormouse.agents.provisioner.database.server.DatabaseServer;
import io.dormouse.agents.provisioner.database.server.TenantNames;
import io.dormouse.agents.provisioner.kit.TestPostgres;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.resources.ReplicaAccess;
import io.dormouse.language.resources.ResourceId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** More tables than a server with PostgreSQL's default settings can drop at once. */
class ThousandsOfTablesTest {

  private static final int TABLES = 6_000;
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final TenantNames A = new TenantNames(new ResourceId("a000000000000000"));
  private static final TenantNames B = new TenantNames(new ResourceId("b000000000000000"));
  private static final LoginLimits LIMITS = new LoginLimits(3, Duration.ZERO, Duration.ZERO);

  @Test
  void shouldRemoveATenantOfThousandsOfTablesWhileANeighbourWorks() throws Exception {
    try (TestPostgres postgres = TestPostgres.start(17);
        DatabaseServer server = postgres.connect()) {
      provide(server, A);
      provide(server, B);
      try (Connection tenant =
          postgres.login(A.login(new ReplicaAccess(0, 1, false)).name(), "password")) {
        for (int i = 0; i < TABLES; i++) {
          TestPostgres.execute(
              tenant, "CREATE TABLE t%d (id serial PRIMARY KEY, text text)".formatted(i));
        }
      }
      AtomicBoolean over = new AtomicBoolean();
      CompletableFuture<Integer> neighbour =
          CompletableFuture.supplyAsync(() -> work(postgres, over));

      RevokeLogins.run(server, A);
      DropSchema.run(server, A);

      over.set(true);
      assertThat(neighbour.get()).isPositive();
      assertThat(postgres.ask("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'dm\\_a%'"))
          .isEmpty();
    }
  }

  private static void provide(DatabaseServer server, TenantNames names) throws SQLException {
    Registered tenant = new Register(server).bind(names.resource(), new InstanceId("acme"), 1);
    CreateSchema.run(server, tenant);
    CreateLogin.run(server, tenant, new ReplicaAccess(0, 1, false), "password", LIMITS);
  }

  /** Makes and drops tables until it is over; returns their number, and throws if one fails. */
  private static int work(TestPostgres postgres, AtomicBoolean over) {
    int made = 0;
    try (Connection login =
        postgres.login(B.login(new ReplicaAccess(0, 1, false)).name(), "password")) {
      while (!over.get() || made == 0) {
        TestPostgres.execute(login, "CREATE TABLE more (id serial PRIMARY KEY, text text)");
        TestPostgres.execute(login, "DROP TABLE more");
        made++;
        // Often enough to meet a full table of locks, which stays full for a tenth of a second.
        LockSupport.parkNanos(PAUSE.toNanos());
      }
      return made;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
