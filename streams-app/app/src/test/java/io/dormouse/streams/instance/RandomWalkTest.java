package io.dormouse.streams.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.core.instance.state.InstanceState;
import io.dormouse.core.instance.state.InstanceState.Living;
import io.dormouse.core.instance.state.ReplicaState;
import io.dormouse.language.instance.InstanceEvent;
import io.dormouse.language.instance.InstanceEvent.InstancePassivated;
import io.dormouse.language.instance.InstanceEvent.ReplicaPlaced;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.RecordedEvent;
import io.dormouse.streams.placement.SchedulerShell;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Thousands of random lives of instances, through the real processors. {@link WalkWorld} and {@link
 * WalkChecks} have the invariants, which are checked after each step.
 *
 * <p>A failure names its seed; {@code -Dtest.jvm.args=-Drandom.seed=N} begins with it.
 */
class RandomWalkTest {

  private static final int SEQUENCES = 6_000;
  private static final int STEPS = 160;
  private static final int REFOLD_EVERY = 40;

  /** An event that has no type of its own: ready at another address, within one generation. */
  private static final String STARTED_AGAIN = "InstanceStarted again";

  private final InstanceShell shell = new InstanceShell();
  private final SchedulerShell scheduler = new SchedulerShell();
  private final Set<String> states = new TreeSet<>();
  private final TreeMap<String, Integer> events = new TreeMap<>();

  @Test
  void shouldKeepItsPromisesWhateverHappens() {
    long seed = Long.getLong("random.seed", System.nanoTime());
    System.out.printf("random walk: %d sequences from -Drandom.seed=%d%n", SEQUENCES, seed);
    for (int i = 0; i < SEQUENCES; i++) {
      walk(seed + i);
    }
    System.out.printf("random walk: events %s%n", events);
    assertThat(states).as("states that were reached, seed %d", seed).containsAll(allStates());
    assertThat(events.keySet())
        .as("events that happened, seed %d", seed)
        .isEqualTo(
            Stream.concat(
                    leaves(InstanceEvent.class),
                    Stream.of(
                        "InstancePassivated by policy",
                        "ReplicaPlaced where it was",
                        STARTED_AGAIN))
                .collect(Collectors.toCollection(TreeSet::new)));
    assertThat(events.get(STARTED_AGAIN))
        .as("replicas that were ready twice in a generation, seed %d", seed)
        .isPositive();
  }

  private void walk(long seed) {
    WalkWorld world = new WalkWorld(seed, shell, scheduler);
    try {
      WalkSteps steps = new WalkSteps(world);
      steps.begin();
      for (int i = 0; i < STEPS; i++) {
        steps.step();
        world.instances.forEach(id -> names(world.state(id)).forEach(states::add));
        if (i % REFOLD_EVERY == 0) {
          refold(world);
        }
      }
      steps.comeToRest();
      refold(world);
    } catch (AssertionError | RuntimeException e) {
      List<Object> story = world.story;
      throw new AssertionError(
          "Expected the sequence of -Dtest.jvm.args=-Drandom.seed=%d to hold, but: %s%n%s"
              .formatted(
                  seed,
                  e.getMessage(),
                  story.stream()
                      .skip(Math.max(0, story.size() - 80))
                      .map(String::valueOf)
                      .collect(Collectors.joining("\n"))),
          e);
    }
    for (InstanceId id : world.instances) {
      for (RecordedEvent event : world.checks.events(id)) {
        events.merge(name(event.event()), 1, Integer::sum);
      }
      events.merge(STARTED_AGAIN, world.checks.startedAgain(id), Integer::sum);
      WalkRecorder.record(seed, world.checks.events(id));
    }
  }

  private static void refold(WalkWorld world) {
    for (InstanceId id : world.instances) {
      assertThat(world.checks.refold(id)).as("all events of %s", id).isEqualTo(world.state(id));
    }
  }

  private static String name(InstanceEvent event) {
    String name = event.getClass().getSimpleName();
    return switch (event) {
      case InstancePassivated e when e.policy() != null -> name + " by policy";
      case ReplicaPlaced e when e.sticky() -> name + " where it was";
      default -> name;
    };
  }

  /** Its life, the states of its replicas, and both together where they stop. */
  private static Stream<String> names(InstanceState state) {
    String life = state.getClass().getSimpleName();
    return state instanceof Living living
        ? Stream.concat(
            Stream.of(life),
            living.facts().replicas().stream()
                .map(replica -> replica.state().getClass().getSimpleName())
                .flatMap(name ->
                    name.equals("Stopping")
                        ? Stream.of(name, name + " while " + life)
                        : Stream.of(name)))
        : Stream.of(life);
  }

  private static Stream<String> leaves(Class<?> sealed) {
    return Stream.of(sealed.getPermittedSubclasses())
        .flatMap(type -> type.isSealed() ? leaves(type) : Stream.of(type.getSimpleName()));
  }

  private static Set<String> allStates() {
    return Stream.of(
            leaves(InstanceState.class),
            leaves(ReplicaState.class),
            Stream.of("Awake", "Asleep", "Stopped", "Retired")
                .map(life -> "Stopping while " + life))
        .flatMap(Function.identity())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
