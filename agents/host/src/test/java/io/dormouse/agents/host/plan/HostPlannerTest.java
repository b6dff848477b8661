package io.dormouse.agents.host.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.agents.host.driver.Exit;
import io.dormouse.agents.host.driver.ReplicaHandle;
import io.dormouse.agents.host.kit.TestApp;
import io.dormouse.agents.host.plan.HostAction.Adopt;
import io.dormouse.agents.host.plan.HostAction.ConfirmStopped;
import io.dormouse.agents.host.plan.HostAction.Refuse;
import io.dormouse.agents.host.plan.HostAction.Remove;
import io.dormouse.agents.host.plan.HostAction.StartKept;
import io.dormouse.agents.host.plan.HostAction.StartNew;
import io.dormouse.agents.host.plan.HostAction.Stop;
import io.dormouse.agents.host.plan.SettledCommand.Kind;
import io.dormouse.language.host.HostCommand;
import io.dormouse.language.host.HostCommand.RunReplica;
import io.dormouse.language.host.HostCommand.StopReplica;
import io.dormouse.language.host.HostId;
import io.dormouse.language.instance.ReplicaId;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostPlannerTest {

  static final HostId HOST = new HostId("host-1");
  private static final ReplicaId ACME = ReplicaId.parse("acme.0");
  private static final long MIB = 1L << 20;
  static final Duration DAY = Duration.ofDays(1);
  static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  static final String SPEC = "the-spec";

  private final HostPlanner planner = planner(new Limits(1024 * MIB, 2, 2, DAY));

  /** Every command of generation 5 against one container in every state and generation 4, 5, 6. */
  @ParameterizedTest(name = "{0} against {2} of generation {1}: {3}")
  @CsvSource({
    "run,  4, STARTING, Abandon",
    "run,  4, ADOPTING, Abandon",
    "run,  4, RUNNING,  Stop",
    "run,  4, READY,    Stop",
    "run,  4, STOPPING, nothing",
    "run,  4, REMOVING, nothing",
    "run,  4, CREATED,  StartNew",
    "run,  4, ENDED,    StartKept",
    "run,  4, GOING,    StartNew",
    "run,  5, STARTING, nothing",
    "run,  5, ADOPTING, nothing",
    "run,  5, RUNNING,  Adopt",
    "run,  5, READY,    nothing",
    "run,  5, STOPPING, nothing",
    "run,  5, REMOVING, nothing",
    "run,  5, CREATED,  Remove",
    "run,  5, ENDED,    ReportCrash",
    "run,  5, GOING,    Remove",
    "run,  6, STARTING, nothing",
    "run,  6, RUNNING,  nothing",
    "run,  6, READY,    nothing",
    "run,  6, STOPPING, nothing",
    "run,  6, ENDED,    nothing",
    "stop, 4, STARTING, Abandon",
    "stop, 4, RUNNING,  Stop",
    "stop, 5, STARTING, Abandon",
    "stop, 5, ADOPTING, Abandon",
    "stop, 5, RUNNING,  Stop",
    "stop, 5, READY,    Stop",
    "stop, 5, STOPPING, nothing",
    "stop, 5, REMOVING, nothing",
    "stop, 5, CREATED,  ConfirmStopped",
    "stop, 5, ENDED,    ConfirmStopped",
    "stop, 5, GOING,    ConfirmStopped",
    "stop, 6, STARTING, nothing",
    "stop, 6, READY,    nothing",
    "none, 5, STARTING, Abandon",
    "none, 5, ADOPTING, Abandon",
    "none, 5, RUNNING,  Stop",
    "none, 5, READY,    Stop",
    "none, 5, STOPPING, nothing",
    "none, 5, REMOVING, nothing",
    "none, 5, CREATED,  Remove",
    "none, 5, ENDED,    nothing",
    "none, 5, GOING,    Remove",
    "done, 5, STARTING, nothing",
    "done, 5, RUNNING,  Stop",
    "done, 5, READY,    Stop",
    "done, 5, ENDED,    nothing",
    "done, 5, CREATED,  Remove",
    "done, 5, GOING,    Remove"
  })
  void shouldTakeOneStepTowardsTheCommand(
      String command, long generation, ActualState state, String step) {
    Map<ReplicaId, HostCommand> desired =
        switch (command) {
          case "run", "done" -> commands(run(ACME, 5));
          case "stop" -> commands(stop(5));
          default -> Map.of();
        };
    Map<ReplicaId, SettledCommand> answered =
        command.equals("done") ? Map.of(ACME, new SettledCommand(5, Kind.RUN)) : Map.of();

    List<HostAction> actions =
        planner.plan(desired, answered, List.of(replica(ACME, generation, state)), NOON);

    assertThat(names(actions)).isEqualTo(step);
  }

  @Test
  void shouldStartWhatIsNotThere() {
    assertThat(planner.plan(commands(run(ACME, 1)), Map.of(), List.of(), NOON))
        .containsExactly(new StartNew(run(ACME, 1)));
  }

  @Test
  void shouldConfirmThatWhatIsNotThereIsStopped() {
    assertThat(planner.plan(commands(stop(3)), Map.of(), List.of(), NOON))
        .containsExactly(new ConfirmStopped(stop(3)));
  }

  @Test
  void shouldConfirmAStopOnce() {
    assertThat(
            planner.plan(
                commands(stop(3)), Map.of(ACME, new SettledCommand(3, Kind.STOP)), List.of(), NOON))
        .isEmpty();
  }

  @Test
  void shouldConfirmAStopAfterTheStartOfTheSameGenerationFailed() {
    assertThat(
            planner.plan(
                commands(stop(3)), Map.of(ACME, new SettledCommand(3, Kind.RUN)), List.of(), NOON))
        .containsExactly(new ConfirmStopped(stop(3)));
  }

  @Test
  void shouldNotTryAgainWhatFailed() {
    assertThat(
            planner.plan(
                commands(run(ACME, 3)),
                Map.of(ACME, new SettledCommand(3, Kind.RUN)),
                List.of(),
                NOON))
        .isEmpty();
  }

  @Test
  void shouldTryTheNextGenerationOfWhatFailed() {
    assertThat(
            planner.plan(
                commands(run(ACME, 4)),
                Map.of(ACME, new SettledCommand(3, Kind.RUN)),
                List.of(),
                NOON))
        .containsExactly(new StartNew(run(ACME, 4)));
  }

  @Test
  void shouldStopWithTheGraceOfTheCommandAndKeepWhatIsLeft() {
    ActualReplica ready = replica(ACME, 3, ActualState.READY);

    assertThat(planner.plan(commands(stop(3)), Map.of(), List.of(ready), NOON))
        .containsExactly(new Stop(ready, Duration.ofSeconds(7), true, stop(3)));
  }

  @Test
  void shouldNotKeepWhatRunsWithoutACommand() {
    ActualReplica running = replica(ACME, 3, ActualState.RUNNING);

    assertThat(planner.plan(Map.of(), Map.of(), List.of(running), NOON))
        .containsExactly(new Stop(running, Duration.ofSeconds(10), false, null));
  }

  @Test
  void shouldNotReuseWhatWasMadeFromAnotherSpec() {
    ActualReplica other = ended(ACME, 2, "another-spec", false, NOON);

    assertThat(planner.plan(commands(run(ACME, 3)), Map.of(), List.of(other), NOON))
        .containsExactly(new StartNew(run(ACME, 3)));
  }

  @Test
  void shouldNotReuseWhatHasAnOutdatedImage() {
    ActualReplica outdated = ended(ACME, 2, SPEC, true, NOON);

    assertThat(planner.plan(commands(run(ACME, 3)), Map.of(), List.of(outdated), NOON))
        .containsExactly(new StartNew(run(ACME, 3)));
  }

  @Test
  void shouldReuseTheNewestThatWasKept() {
    ActualReplica older = ended(ACME, 1, SPEC, false, NOON);
    ActualReplica newer = ended(ACME, 2, SPEC, false, NOON.plusSeconds(1));

    assertThat(planner.plan(commands(run(ACME, 3)), Map.of(), List.of(older, newer), NOON))
        .containsExactly(new StartKept(run(ACME, 3), newer));
  }

  @Test
  void shouldAdoptAllThatRunsWhateverTheLimitOfStarts() {
    List<ReplicaId> ids = ids(4);
    List<ActualReplica> running =
        ids.stream().map(id -> replica(id, 1, ActualState.RUNNING)).toList();

    assertThat(planner.plan(runs(ids), Map.of(), running, NOON))
        .hasSize(4)
        .allMatch(action -> action instanceof Adopt);
  }

  @Test
  void shouldRefuseWhatDoesNotFit() {
    List<ActualReplica> full =
        Stream.of(ActualState.STARTING, ActualState.READY, ActualState.STOPPING)
            .map(state ->
                replica(
                    ReplicaId.parse("other-" + state.name().toLowerCase(Locale.ROOT) + ".0"),
                    1,
                    state))
            .toList();
    HostPlanner small = planner(new Limits(4 * 64 * MIB - 1, 8, 2, DAY));

    assertThat(small.plan(and(commandsOf(full), run(ACME, 1)), Map.of(), full, NOON))
        .containsExactly(
            new Refuse(
                run(ACME, 1),
                "Expected 64 MiB of free memory, but 63 of 255 MiB are free.",
                64 * MIB - 1));
  }

  @Test
  void shouldCountStoppedContainersAsFreeMemory() {
    HostPlanner small = planner(new Limits(64 * MIB, 8, 2, DAY));
    ActualReplica kept = ended(ReplicaId.parse("other.0"), 1, SPEC, false, NOON);

    assertThat(small.plan(commands(run(ACME, 1)), Map.of(), List.of(kept), NOON))
        .containsExactly(new StartNew(run(ACME, 1)));
  }

  @Test
  void shouldStartTheLongestCommandedFirstAndLetTheRestWait() {
    Map<ReplicaId, HostCommand> desired =
        commands(
            run(ReplicaId.parse("third.0"), 1, NOON.plusSeconds(3)),
            run(ReplicaId.parse("first.0"), 1, NOON.plusSeconds(1)),
            run(ReplicaId.parse("second.0"), 1, NOON.plusSeconds(2)));

    assertThat(planner.plan(desired, Map.of(), List.of(), NOON))
        .extracting(action -> action.replica().toString())
        .containsExactly("first.0", "second.0");
  }

  @Test
  void shouldLetStartsWaitWhileOthersAreInFlight() {
    List<ActualReplica> starting =
        ids(2).stream().map(id -> replica(id, 1, ActualState.STARTING)).toList();

    assertThat(planner.plan(and(commandsOf(starting), run(ACME, 1)), Map.of(), starting, NOON))
        .isEmpty();
  }

  @Test
  void shouldSetMemoryAsideForStartsThatWait() {
    HostPlanner narrow = planner(new Limits(2 * 64 * MIB, 1, 2, DAY));

    assertThat(narrow.plan(runs(ids(3)), Map.of(), List.of(), NOON))
        .extracting(action -> action.getClass().getSimpleName())
        .containsExactly("StartNew", "Refuse");
  }

  @Test
  void shouldKeepTheNewestFewOfWhatEnded() {
    List<ActualReplica> ended =
        List.of(
            ended(ReplicaId.parse("a.0"), 1, SPEC, false, NOON.plusSeconds(1)),
            ended(ReplicaId.parse("b.0"), 1, SPEC, false, NOON.plusSeconds(3)),
            ended(ReplicaId.parse("c.0"), 1, SPEC, false, NOON.plusSeconds(2)));

    assertThat(planner.plan(Map.of(), Map.of(), ended, NOON))
        .containsExactly(new Remove(ended.get(0)));
  }

  @Test
  void shouldKeepWhatEndedForALimitedTime() {
    ActualReplica kept = ended(ACME, 1, SPEC, false, NOON);

    assertThat(planner.plan(Map.of(), Map.of(), List.of(kept), NOON.plus(DAY).minusNanos(1)))
        .isEmpty();
    assertThat(planner.plan(Map.of(), Map.of(), List.of(kept), NOON.plus(DAY)))
        .containsExactly(new Remove(kept));
  }

  @Test
  void shouldKeepNothingForNoTimeWhateverTheClockOfTheEngine() {
    HostPlanner keepsNone = planner(new Limits(1024 * MIB, 2, 2, Duration.ZERO));
    ActualReplica ended = ended(ACME, 1, SPEC, false, NOON.plusSeconds(1));

    assertThat(keepsNone.plan(commands(stop(1)), confirmed(), List.of(ended), NOON))
        .containsExactly(new Remove(ended));
  }

  private static Map<ReplicaId, SettledCommand> confirmed() {
    return Map.of(ACME, SettledCommand.to(stop(1)));
  }

  @Test
  void shouldRemoveWhatIsKeptOfAReplicaThatRunsInAnother() {
    ActualReplica old = ended(ACME, 1, "another-spec", false, NOON);
    ActualReplica ready = replica(ACME, 2, ActualState.READY);

    assertThat(planner.plan(commands(run(ACME, 2)), Map.of(), List.of(old, ready), NOON))
        .containsExactly(new Remove(old));
  }

  static HostPlanner planner(Limits limits) {
    return new HostPlanner(limits, command -> SPEC);
  }

  static RunReplica run(ReplicaId replica, long generation) {
    return run(replica, generation, NOON);
  }

  private static RunReplica run(ReplicaId replica, long generation, Instant at) {
    return new RunReplica(HOST, replica, generation, TestApp.spec("serve"), at, null);
  }

  static StopReplica stop(long generation) {
    return new StopReplica(HOST, ACME, generation, Duration.ofSeconds(7), false);
  }

  static ActualReplica replica(ReplicaId replica, long generation, ActualState state) {
    Exit exit = state == ActualState.ENDED ? new Exit(0, false, NOON) : null;
    return new ActualReplica(
        replica,
        generation,
        new ReplicaHandle(replica + "-" + generation),
        state,
        SPEC,
        0,
        false,
        64 * MIB,
        exit,
        null);
  }

  static ActualReplica ended(
      ReplicaId replica, long generation, String spec, boolean outdated, Instant at) {
    return new ActualReplica(
        replica,
        generation,
        new ReplicaHandle(replica + "-" + generation),
        ActualState.ENDED,
        spec,
        0,
        outdated,
        64 * MIB,
        new Exit(0, false, at),
        null);
  }

  private static List<ReplicaId> ids(int count) {
    return Stream.iterate(0, i -> i + 1)
        .limit(count)
        .map(i -> ReplicaId.parse("many-" + i + ".0"))
        .toList();
  }

  private static Map<ReplicaId, HostCommand> runs(List<ReplicaId> ids) {
    return commands(ids.stream().map(id -> run(id, 1)).toArray(HostCommand[]::new));
  }

  private static List<HostCommand> commandsOf(List<ActualReplica> actual) {
    return actual.stream().<HostCommand>map(one -> run(one.replica(), one.generation())).toList();
  }

  private static Map<ReplicaId, HostCommand> and(List<HostCommand> some, HostCommand another) {
    return commands(Stream.concat(some.stream(), Stream.of(another)).toArray(HostCommand[]::new));
  }

  static Map<ReplicaId, HostCommand> commands(HostCommand... commands) {
    return Arrays.stream(commands)
        .collect(Collectors.toMap(HostCommand::replica, Function.identity()));
  }

  static String names(List<HostAction> actions) {
    return actions.isEmpty()
        ? "nothing"
        : actions.stream()
            .map(action -> action.getClass().getSimpleName())
            .collect(Collectors.joining(" "));
  }
}
