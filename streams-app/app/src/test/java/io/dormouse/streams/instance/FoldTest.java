package io.dormouse.streams.instance;

import static io.dormouse.core.instance.Given.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.core.Sample;
import io.dormouse.core.instance.Lives;
import io.dormouse.core.instance.policy.ActivityLedger;
import io.dormouse.core.instance.state.InstanceEvolution;
import io.dormouse.core.instance.state.InstanceEvolutionTest;
import io.dormouse.core.instance.state.InstanceState;
import io.dormouse.core.instance.state.InstanceState.Existing;
import io.dormouse.language.instance.RecordedEvent;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.placement.SchedulerShell;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The state folded from bytes of the log is the one folded from the events themselves. */
class FoldTest {

  private static final int HISTORIES = 200;

  @Test
  void shouldFoldTheSameStateFromTheBytesOfTheLog() {
    List<RecordedEvent> history = InstanceEvolutionTest.history(InstanceEvolutionTest.fullLife());

    assertThat(throughBytes(history)).isEqualTo(history);
    assertThat(fold(throughBytes(history))).isEqualTo(fold(history));
  }

  @Test
  void shouldFoldTheBytesOfGeneratedHistories() {
    InstanceShell shell = new InstanceShell();
    SchedulerShell scheduler = new SchedulerShell();
    for (int seed = 0; seed < HISTORIES; seed++) {
      WalkWorld world = new WalkWorld(seed, shell, scheduler);
      WalkSteps steps = new WalkSteps(world);
      steps.begin();
      for (int i = 0; i < 200; i++) {
        steps.step();
      }
      world.instances.forEach(
          id -> assertThat(fold(throughBytes(world.checks.events(id)))).isEqualTo(world.state(id)));
    }
  }

  @Test
  void shouldStoreEveryState() {
    Lives.all()
        .forEach((name, past) -> {
          if (given(past).state() instanceof Existing state) {
            assertThat(InstanceStores.STATE_CODEC.decode(InstanceStores.STATE_CODEC.encode(state)))
                .as(name)
                .isEqualTo(state);
          }
        });
  }

  @Test
  void shouldStoreALedger() {
    ActivityLedger ledger =
        ActivityLedger.EMPTY.with(
            Sample.use(Duration.ofMillis(250), 3, 2), given(Lives.running()).last());

    for (ActivityLedger one : List.of(ledger, ActivityLedger.EMPTY)) {
      assertThat(InstanceStores.ACTIVITY_CODEC.decode(InstanceStores.ACTIVITY_CODEC.encode(one)))
          .isEqualTo(one);
    }
  }

  private static InstanceState fold(List<RecordedEvent> events) {
    InstanceState state = new InstanceState.None();
    for (RecordedEvent event : events) {
      state = InstanceEvolution.evolve(state, event);
    }
    return state;
  }

  private static List<RecordedEvent> throughBytes(List<RecordedEvent> events) {
    return events.stream()
        .map(Codecs.INSTANCE_EVENT::encode)
        .map(Codecs.INSTANCE_EVENT::decode)
        .toList();
  }
}
