package io.dormouse.agents.host.driver.docker.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.language.host.HostId;
import io.dormouse.language.instance.ReplicaId;
import org.junit.jupiter.api.Test;

class ContainerNameTest {

  @Test
  void shouldCarryTheGeneration() {
    String name = ContainerName.of(new HostId("host-g1"), ReplicaId.parse("my-g2.0"), 17);

    assertThat(name).isEqualTo("dormouse-host-g1-my-g2.0-g17");
    assertThat(ContainerName.generation("/" + name)).hasValue(17);
  }

  @Test
  void shouldNotReadAGenerationFromOtherNames() {
    assertThat(ContainerName.generation("/some-gopher")).isEmpty();
    assertThat(ContainerName.generation("/postgres")).isEmpty();
  }
}
