package io.dormouse.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Many hours of a whole system in virtual time. {@link SimulationChecks} has the promises.
 *
 * <p>A failure names its seed; {@code -Dtest.jvm.args=-Dsimulation.seed=N} begins with it.
 */
class SimulationTest {

  private static final int SEEDS = 50;

  @Test
  void shouldKeepItsPromisesWhileHostsAreLost() {
    long seed = Long.getLong("simulation.seed", System.nanoTime());
    Map<String, Integer> events = new TreeMap<>();
    IntStream.range(0, SEEDS)
        .parallel()
        .mapToObj(i -> play(seed + i))
        .toList()
        .forEach(one -> one.forEach((name, n) -> events.merge(name, n, Integer::sum)));
    System.out.printf("simulation: %d hours from -Dsimulation.seed=%d: %s%n", SEEDS, seed, events);
    assertThat(events)
        .as("events of seed %d", seed)
        .containsKeys(
            "InstanceWoken",
            "InstancePassivated",
            "InstanceFailed",
            "ReplicaCrashed",
            "ReplicaRefused",
            "ReplicaLost",
            "FencingStarted",
            "ReplicaRestartOrdered",
            "ReplicaFailed");
  }

  private static Map<String, Integer> play(long seed) {
    try {
      return new Simulation(seed).play();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          "Expected the simulation of -Dtest.jvm.args=-Dsimulation.seed=%d to hold, but: %s"
              .formatted(seed, e.getMessage()),
          e);
    }
  }
}
