package io.dormouse.agents.host.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.language.host.HostCommand;
import io.dormouse.language.host.HostCommand.StopReplica;
import io.dormouse.language.host.HostId;
import io.dormouse.language.instance.ReplicaId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DesiredReplicasTest {

  private static final ReplicaId ACME = ReplicaId.parse("acme.0");

  private final DesiredReplicas desired = new DesiredReplicas();

  @Test
  void shouldKeepTheNewestCommand() {
    desired.accept(ACME, command(1));
    desired.accept(ACME, command(2));

    assertThat(desired.all()).containsEntry(ACME, command(2));
  }

  @Test
  void shouldPassOverAnOlderGeneration() {
    desired.accept(ACME, command(2));
    desired.accept(ACME, command(1));

    assertThat(desired.all()).containsEntry(ACME, command(2));
  }

  @Test
  void shouldForgetTheCommandButNotTheGenerationAtATombstone() {
    desired.accept(ACME, command(2));
    desired.accept(ACME, null);
    assertThat(desired.all()).isEmpty();

    desired.accept(ACME, command(1));

    assertThat(desired.all()).isEmpty();
  }

  private static HostCommand command(long generation) {
    return new StopReplica(new HostId("host-1"), ACME, generation, Duration.ZERO, false);
  }
}
