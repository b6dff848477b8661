package io.dormouse.agents.provisioner.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.agents.provisioner.database.login.CreateLogin;
import io.dormouse.agents.provisioner.database.login.LoginLimits;
import io.dormouse.agents.provisioner.database.login.RevokeLogins;
import io.dormouse.agents.provisioner.database.register.Register;
import io.dormouse.agents.provisioner.database.register.Registered;
import io.dormouse.agents.provisioner.database.schema.CreateSchema;
import io.dormouse.agents.provisioner.database.server.DatabaseServer;
import io.dormouse.agents.provisioner.database.server.TenantNames;
import io.dormouse.agents.provisioner.kit.TestPostgres;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.resources.ReplicaAccess;
import io.dormouse.language.resources.ResourceId;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ManyTenantsTest {

  private static final int SOME = 500;
  private static final int MANY = 2_000;
  private static final int WARM_UP = 50;
  private static final LoginLimits LIMITS = new LoginLimits(3, Duration.ZERO, Duration.ZERO);

  /** Runs the test with 2,000 tenants, which takes a minute. */
  public static void main(String[] args) throws SQLException {
    ratio(MANY);
  }

  @Test
  void shouldCostNoMoreForTheLastTenantsThanForTheFirst() throws SQLException {
    assertThat(ratio(SOME)).isLessThanOrEqualTo(1.5);
  }

  private static double ratio(int tenants) throws SQLException {
    try (TestPostgres postgres = TestPostgres.start(17);
        DatabaseServer server = postgres.connect()) {
      long[] nanos = new long[tenants];
      for (int i = -WARM_UP; i < tenants; i++) {
        long begun = System.nanoTime();
        provide(server, "t%015d".formatted(i + WARM_UP));
        if (i >= 0) {
          nanos[i] = System.nanoTime() - begun;
        }
      }
      double first = millis(nanos, 0, 50);
      double last = millis(nanos, tenants - 100, 50);
      System.out.printf(
          "%d schemas and logins: median of the first hundred %.1f ms, of the last %.1f ms, ratio %.2f%n",
          tenants, first, last, last / first);
      // The tenth quickest counts, too, since other load on the machine slows some of a hundred,
      // but not all.
      return Math.min(last / first, millis(nanos, tenants - 100, 10) / millis(nanos, 0, 10));
    }
  }

  private static void provide(DatabaseServer server, String id) throws SQLException {
    Registered tenant = new Register(server).bind(new ResourceId(id), new InstanceId("acme"), 1);
    CreateSchema.run(server, tenant);
    RevokeLogins.run(server, new TenantNames(tenant.resource()));
    CreateLogin.run(server, tenant, new ReplicaAccess(0, 1, false), "password", LIMITS);
  }

  /** The time of the one among a hundred that is slower than the given number of others. */
  private static double millis(long[] nanos, int from, int quicker) {
    long[] hundred = Arrays.copyOfRange(nanos, from, from + 100);
    Arrays.sort(hundred);
    return hundred[quicker] / 1e6;
  }
}
