package io.dormouse.agents.host.plan;

import static io.dormouse.agents.host.plan.HostPlannerTest.DAY;
import static io.dormouse.agents.host.plan.HostPlannerTest.HOST;
import static io.dormouse.agents.host.plan.HostPlannerTest.NOON;
import static io.dormouse.agents.host.plan.HostPlannerTest.SPEC;
import static io.dormouse.agents.host.plan.HostPlannerTest.commands;
import static io.dormouse.agents.host.plan.HostPlannerTest.ended;
import static io.dormouse.agents.host.plan.HostPlannerTest.names;
import static io.dormouse.agents.host.plan.HostPlannerTest.replica;
import static io.dormouse.agents.host.plan.HostPlannerTest.stop;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.agents.host.plan.HostAction.ConfirmStopped;
import io.dormouse.agents.host.plan.HostAction.Remove;
import io.dormouse.agents.host.plan.HostAction.Stop;
import io.dormouse.language.host.HostCommand.StopReplica;
import io.dormouse.language.instance.ReplicaId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plans for a stop that discards the replica. */
class DiscardPlanTest {

  private static final ReplicaId ACME = ReplicaId.parse("acme.0");

  private final HostPlanner planner = HostPlannerTest.planner(new Limits(1L << 30, 2, 2, DAY));

  /** A discard of generation 5 against one container in every state and generation 4, 5, 6. */
  @ParameterizedTest(name = "{1} of generation {0}: {2}")
  @CsvSource({
    "4, STARTING, Abandon",
    "4, RUNNING,  Stop",
    "4, REMOVING, nothing",
    "4, CREATED,  Remove",
    "4, ENDED,    Remove",
    "4, GOING,    Remove",
    "5, STARTING, Abandon",
    "5, ADOPTING, Abandon",
    "5, RUNNING,  Stop",
    "5, READY,    Stop",
    "5, STOPPING, nothing",
    "5, REMOVING, nothing",
    "5, CREATED,  Remove",
    "5, ENDED,    Remove",
    "5, GOING,    Remove",
    "6, STARTING, nothing",
    "6, RUNNING,  nothing",
    "6, READY,    nothing",
    "6, STOPPING, nothing",
    "6, CREATED,  Remove",
    "6, ENDED,    Remove",
    "6, GOING,    Remove"
  })
  void shouldTakeOneStepTowardsNothing(long generation, ActualState state, String step) {
    List<HostAction> actions =
        planner.plan(
            commands(discard(5)), Map.of(), List.of(replica(ACME, generation, state)), NOON);

    assertThat(names(actions)).isEqualTo(step);
  }

  @Test
  void shouldStopWithTheGraceOfTheCommandAndKeepNothingOfWhatIsDiscarded() {
    ActualReplica ready = replica(ACME, 3, ActualState.READY);

    assertThat(planner.plan(commands(discard(3)), Map.of(), List.of(ready), NOON))
        .containsExactly(new Stop(ready, Duration.ofSeconds(7), false, discard(3)));
  }

  @Test
  void shouldStopWhatRunsBeforeItRemovesWhatWasKeptOfADiscardedReplica() {
    ActualReplica kept = ended(ACME, 1, "another-spec", false, NOON);
    ActualReplica ready = replica(ACME, 3, ActualState.READY);

    assertThat(planner.plan(commands(discard(3)), Map.of(), List.of(kept, ready), NOON))
        .containsExactly(new Stop(ready, Duration.ofSeconds(7), false, discard(3)));
  }

  @Test
  void shouldConfirmADiscardWhenNothingOfAnyGenerationIsLeft() {
    List<ActualReplica> left =
        new ArrayList<>(
            List.of(
                ended(ACME, 1, "another-spec", false, NOON),
                ended(ACME, 3, SPEC, false, NOON),
                replica(ACME, 7, ActualState.CREATED)));

    while (!left.isEmpty()) {
      List<HostAction> actions = planner.plan(commands(discard(3)), Map.of(), left, NOON);
      assertThat(actions).singleElement().isInstanceOf(Remove.class);
      left.removeIf(one -> actions.contains(new Remove(one)));
    }

    assertThat(planner.plan(commands(discard(3)), Map.of(), left, NOON))
        .containsExactly(new ConfirmStopped(discard(3)));
  }

  @Test
  void shouldDiscardWhatAStopOfTheSameGenerationKept() {
    ActualReplica kept = ended(ACME, 3, SPEC, false, NOON);
    Map<ReplicaId, SettledCommand> stopped = Map.of(ACME, SettledCommand.to(stop(3)));

    assertThat(planner.plan(commands(discard(3)), stopped, List.of(kept), NOON))
        .containsExactly(new Remove(kept));
    assertThat(planner.plan(commands(discard(3)), stopped, List.of(), NOON))
        .containsExactly(new ConfirmStopped(discard(3)));
  }

  @Test
  void shouldConfirmADiscardOnceAndRemoveWhatComesToLightLater() {
    ActualReplica late = ended(ACME, 3, SPEC, false, NOON);
    Map<ReplicaId, SettledCommand> discarded = Map.of(ACME, SettledCommand.to(discard(3)));

    assertThat(planner.plan(commands(discard(3)), discarded, List.of(), NOON)).isEmpty();
    assertThat(planner.plan(commands(discard(3)), discarded, List.of(late), NOON))
        .containsExactly(new Remove(late));
  }

  @Test
  void shouldLeaveOtherReplicasAloneWhereOneIsDiscarded() {
    ActualReplica other = ended(ReplicaId.parse("acme.1"), 1, SPEC, false, NOON);

    assertThat(planner.plan(commands(discard(3)), Map.of(), List.of(other), NOON))
        .containsExactly(new ConfirmStopped(discard(3)));
  }

  private static StopReplica discard(long generation) {
    return new StopReplica(HOST, ACME, generation, Duration.ofSeconds(7), true);
  }
}
