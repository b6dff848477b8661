package io.dormouse.agents.host.plan;

import static io.dormouse.agents.host.plan.HostPlannerTest.DAY;
import static io.dormouse.agents.host.plan.HostPlannerTest.NOON;
import static io.dormouse.agents.host.plan.HostPlannerTest.commands;
import static io.dormouse.agents.host.plan.HostPlannerTest.names;
import static io.dormouse.agents.host.plan.HostPlannerTest.replica;
import static io.dormouse.agents.host.plan.HostPlannerTest.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.agents.host.plan.HostAction.StartNew;
import io.dormouse.agents.host.plan.HostAction.Stop;
import io.dormouse.agents.host.plan.SettledCommand.Kind;
import io.dormouse.language.host.HostCommand.RunReplica;
import io.dormouse.language.instance.ReplicaId;
import io.dormouse.language.resources.SealedCredentials;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plans for credentials that differ. */
class CredentialsPlanTest {

  private static final ReplicaId ACME = ReplicaId.parse("acme.0");

  private final HostPlanner planner = HostPlannerTest.planner(new Limits(1L << 30, 2, 2, DAY));

  /** A command with credentials of version 2 against a container that was made with version 1. */
  @ParameterizedTest(name = "{0} against {1}: {2}")
  @CsvSource({
    "run,  STARTING, Abandon",
    "run,  ADOPTING, Abandon",
    "run,  RUNNING,  Stop",
    "run,  READY,    Stop",
    "run,  STOPPING, nothing",
    "run,  REMOVING, nothing",
    "run,  CREATED,  Remove",
    "run,  ENDED,    Remove",
    "done, RUNNING,  Stop",
    "done, ENDED,    nothing"
  })
  void shouldNotLetTheSameGenerationRunWithOtherCredentials(
      String command, ActualState state, String step) {
    Map<ReplicaId, SettledCommand> answered =
        command.equals("done") ? Map.of(ACME, new SettledCommand(5, Kind.RUN)) : Map.of();

    List<HostAction> actions =
        planner.plan(
            commands(with(2, run(ACME, 5))),
            answered,
            List.of(with(1, replica(ACME, 5, state))),
            NOON);

    assertThat(names(actions)).isEqualTo(step);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "STARTING, nothing",
    "RUNNING,  Adopt",
    "READY,    nothing",
    "CREATED,  Remove",
    "ENDED,    ReportCrash"
  })
  void shouldGoOnWithTheSameCredentials(ActualState state, String step) {
    List<HostAction> actions =
        planner.plan(
            commands(with(2, run(ACME, 5))),
            Map.of(),
            List.of(with(2, replica(ACME, 5, state))),
            NOON);

    assertThat(names(actions)).isEqualTo(step);
  }

  @Test
  void shouldNotStopForGoodWhatMakesRoomForNewerCredentials() {
    ActualReplica ready = with(1, replica(ACME, 5, ActualState.READY));
    RunReplica run = with(2, run(ACME, 5));

    assertThat(planner.plan(commands(run), Map.of(), List.of(ready), NOON))
        .containsExactly(new Stop(ready, Duration.ofSeconds(5), false, run));
    assertThat(planner.plan(commands(run), Map.of(), List.of(), NOON))
        .containsExactly(new StartNew(run));
  }

  @Test
  void shouldNotStartAGenerationThatFailedBecauseItHasNewerCredentials() {
    assertThat(
            planner.plan(
                commands(with(2, run(ACME, 5))),
                Map.of(ACME, new SettledCommand(5, Kind.RUN)),
                List.of(),
                NOON))
        .isEmpty();
  }

  private static RunReplica with(long credentials, RunReplica run) {
    return new RunReplica(
        run.host(),
        run.replica(),
        run.generation(),
        run.spec(),
        run.commandedAt(),
        new SealedCredentials(credentials, "key", "c2VhbGVk", null));
  }

  private static ActualReplica with(long credentials, ActualReplica one) {
    return new ActualReplica(
        one.replica(),
        one.generation(),
        one.handle(),
        one.state(),
        one.specHash(),
        credentials,
        one.outdated(),
        one.memoryBytes(),
        one.exit(),
        one.phases());
  }
}
