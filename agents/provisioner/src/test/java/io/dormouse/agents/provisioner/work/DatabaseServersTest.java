package io.dormouse.agents.provisioner.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.agents.provisioner.database.register.Register;
import io.dormouse.agents.provisioner.database.schema.CreateSchema;
import io.dormouse.agents.provisioner.database.server.DatabaseServer;
import io.dormouse.agents.provisioner.kit.TestPostgres;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.resources.ResourceId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

class DatabaseServersTest {

  private static final InstanceId ACME = new InstanceId("acme");

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void shouldChooseTheServerWithTheFewestTenants() throws SQLException {
    try (TestPostgres postgres = TestPostgres.start(17);
        DatabaseServer one = postgres.connect("one", "dormouse");
        DatabaseServer two = postgres.connect("two", postgres.database("second"))) {
      DatabaseServers servers = new DatabaseServers(List.of(one, two));
      List<String> chosen = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        DatabaseServer server = servers.withFewest();
        chosen.add(server.name());
        CreateSchema.run(server, new Register(server).bind(resource(i), ACME, 1));
      }

      assertThat(chosen).containsExactly("one", "two", "one", "two");
      assertThat(servers.find(resource(1)).orElseThrow().server()).isEqualTo("two");
      assertThat(servers.find(resource(9))).isEmpty();
      assertThatThrownBy(() -> servers.named("three"))
          .isInstanceOf(PermanentFailureException.class)
          .hasMessageContaining("'three'")
          .hasMessageContaining("[one, two]");
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void shouldNotChooseWhileOneServerDoesNotAnswer() {
    try (TestPostgres postgres = TestPostgres.start(17);
        DatabaseServer one = postgres.connect("one", "dormouse");
        DatabaseServer down = postgres.connect("down", "no_such_database")) {
      assertThatThrownBy(() -> new DatabaseServers(List.of(one, down)).find(resource(1)))
          .isInstanceOf(SQLException.class);
    }
  }

  private static ResourceId resource(int number) {
    return new ResourceId("a%015d".formatted(number));
  }
}
