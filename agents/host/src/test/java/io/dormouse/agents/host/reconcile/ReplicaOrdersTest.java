package io.dormouse.agents.host.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.agents.host.kit.TestApp;
import io.dormouse.schemas.host.HostCommand.RunReplica;
import io.dormouse.schemas.host.HostId;
import io.dormouse.schemas.instance.ReplicaId;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplicaOrdersTest {

  private final ReplicaOrders orders = new ReplicaOrders("bridge", Map.of("GREETING", "host"));

  @Test
  void shouldLetTheHostsEnvironmentWin() {
    assertThat(orders.order(run("acme.0", 1, "serve")).environment())
        .containsEntry("GREETING", "host")
        .containsEntry("MODE", "serve")
        .containsEntry("DORMOUSE_INSTANCE", "acme")
        .containsEntry("DORMOUSE_REPLICA", "acme.0");
  }

  @Test
  void shouldHashTheSameForTheNextGeneration() {
    assertThat(orders.specHash(run("acme.0", 2, "serve")))
        .isEqualTo(orders.specHash(run("acme.0", 1, "serve")));
  }

  @Test
  void shouldHashWhatAContainerIsMadeFrom() {
    String hash = orders.specHash(run("acme.0", 1, "serve"));

    assertThat(orders.specHash(run("acme.0", 1, "other"))).isNotEqualTo(hash);
    assertThat(orders.specHash(run("bcme.0", 1, "serve"))).isNotEqualTo(hash);
    assertThat(
            new ReplicaOrders("bridge", Map.of("GREETING", "moved"))
                .specHash(run("acme.0", 1, "serve")))
        .isNotEqualTo(hash);
    assertThat(
            new ReplicaOrders("other", Map.of("GREETING", "host"))
                .specHash(run("acme.0", 1, "serve")))
        .isNotEqualTo(hash);
  }

  private static RunReplica run(String replica, long generation, String mode) {
    return new RunReplica(
        new HostId("host-1"),
        ReplicaId.parse(replica),
        generation,
        TestApp.spec(mode),
        Instant.EPOCH);
  }
}
