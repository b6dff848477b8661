package io.dormouse.kit.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeyPartitionerTest {

  @Test
  void shouldKeepAHostInThePartitionItHasHadSoFar() {
    assertThat(IntStream.rangeClosed(1, 6).map(n -> KeyPartitioner.partition("host-" + n, 4)))
        .as("another partition would hide the commands in the log from the agents")
        .containsExactly(1, 3, 3, 1, 2, 2);
  }

  @Test
  void shouldSpreadHostsOverAllPartitions() {
    Map<Integer, Long> hosts =
        IntStream.range(0, 1000)
            .mapToObj(n -> KeyPartitioner.partition("host-" + n, 8))
            .collect(Collectors.groupingBy(n -> n, HashMap::new, Collectors.counting()));
    assertThat(hosts.keySet()).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(hosts.values()).allMatch(count -> count > 60);
  }
}
