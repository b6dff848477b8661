package io.dormouse.schemas.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.schemas.host.HostId;
import io.dormouse.schemas.instance.InstanceId;
import io.dormouse.schemas.instance.ReplicaId;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostCommandKeyTest {

  @Test
  void shouldParseWhatItWrites() {
    HostCommandKey key =
        new HostCommandKey(new HostId("rack.host_1"), new ReplicaId(new InstanceId("acme"), 3));
    assertThat(key).hasToString("rack.host_1/acme.3");
    assertThat(HostCommandKey.parse("rack.host_1/acme.3")).isEqualTo(key);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "host-1",
        "host-1/",
        "/acme.0",
        "host-1/acme",
        "host-1/acme.x",
        "host-1/acme.0/b",
        "a/b/acme.0",
        "Host-1/acme.0",
        "host-1 /acme.0",
        "host-1/acme.00",
        "../acme.0"
      })
  void shouldRefuseWhatIsNoKey(String text) {
    assertThatThrownBy(() -> HostCommandKey.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Expected a");
  }

  @Test
  void shouldKeepAHostInThePartitionItHasHadSoFar() {
    assertThat(
            IntStream.rangeClosed(1, 6)
                .map(n -> HostCommandKey.partition(new HostId("host-" + n), 4)))
        .as("another partition would leave the commands in the log out of the agents' sight")
        .containsExactly(1, 3, 3, 1, 2, 2);
  }

  @Test
  void shouldSpreadHostsOverAllPartitions() {
    Map<Integer, Long> hosts =
        IntStream.range(0, 1000)
            .mapToObj(n -> HostCommandKey.partition(new HostId("host-" + n), 8))
            .collect(Collectors.groupingBy(n -> n, HashMap::new, Collectors.counting()));
    assertThat(hosts.keySet()).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(hosts.values()).allMatch(count -> count > 60);
  }
}
