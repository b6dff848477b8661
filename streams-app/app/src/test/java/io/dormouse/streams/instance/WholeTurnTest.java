package io.dormouse.streams.instance;

import static io.dormouse.core.Sample.ACME;
import static io.dormouse.core.Sample.NOTES;
import static io.dormouse.core.Sample.OWNER;
import static io.dormouse.core.Sample.REQUEST;
import static io.dormouse.core.instance.Given.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.core.Sample;
import io.dormouse.core.instance.DecisionContext;
import io.dormouse.core.instance.InstanceEffect.ToScheduler;
import io.dormouse.core.instance.InstanceInput.Commanded;
import io.dormouse.core.instance.InstanceInput.Used;
import io.dormouse.core.instance.InstanceTurn;
import io.dormouse.core.instance.InstanceTurn.Deadline;
import io.dormouse.core.instance.InstanceTurn.TurnResult;
import io.dormouse.core.instance.InstanceViews;
import io.dormouse.core.instance.Lives;
import io.dormouse.core.instance.policy.ActivityLedger;
import io.dormouse.core.instance.state.InstanceEvolution;
import io.dormouse.core.instance.state.InstanceState;
import io.dormouse.core.instance.state.InstanceState.Living;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.CommandEnvelope;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.host.PlacementMessage.PlacementRequested;
import io.dormouse.language.instance.InstanceCommand.CreateInstance;
import io.dormouse.language.instance.InstanceCommand.WakeInstance;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.RecordedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A turn is written whole, or nothing of it is. */
class WholeTurnTest {

  private static final Instant NOW = Sample.START.plusSeconds(60);
  private static final Commanded WAKE =
      new Commanded(
          new CommandEnvelope(
              new CommandId("wake-1"), Actor.system("test"), new WakeInstance(REQUEST)));

  private final InstanceShell shell = new InstanceShell();
  private final InstanceState asleep = given(Lives.asleep()).state();
  private final TurnResult whole =
      new InstanceTurn(
              ACME,
              asleep,
              WAKE,
              new DecisionContext(
                  NOW,
                  WAKE.envelope().id(),
                  WAKE.actor(),
                  null,
                  null,
                  Map.of(),
                  ActivityLedger.EMPTY,
                  Sample.RULES))
          .take();

  /** The parts of a turn that are written. */
  enum Part {
    EVENT,
    STATE,
    VIEW,
    DEADLINE,
    EFFECT
  }

  @Test
  void shouldWriteEveryPart() {
    List<InstanceShell.Sent> sent = shell.write(ACME, whole, NOW);

    assertThat(sent)
        .extracting(InstanceShell.Sent::sink)
        .contains(InstanceSinks.EVENTS, InstanceSinks.VIEWS, InstanceSinks.PLACEMENT);
    assertThat(shell.stored().keySet())
        .contains("acme", "~armed~acme")
        .anyMatch(key -> key.startsWith("~deadline~"));
  }

  @ParameterizedTest
  @EnumSource
  void shouldWriteNothingWhenOnePartCannotBeWritten(Part part) {
    assertThatThrownBy(() -> shell.write(ACME, spoiled(part), NOW))
        .isInstanceOf(RuntimeException.class);

    assertThat(shell.stored()).isEmpty();
    assertThat(shell.sent()).isEmpty();
  }

  /** No codec has room for that time. */
  private TurnResult spoiled(Part part) {
    RecordedEvent last = whole.events().getLast();
    RecordedEvent event =
        new RecordedEvent(
            last.id(),
            last.instance(),
            last.sequence(),
            Instant.MAX,
            last.causedBy(),
            last.actor(),
            last.event());
    Living state = (Living) InstanceEvolution.evolve(asleep, event);
    PlacementRequested request =
        new PlacementRequested(Sample.REPLICA, 1, Sample.POOL, Sample.MIB, List.of(), Instant.MAX);
    return new TurnResult(
        part == Part.EVENT ? List.of(event) : whole.events(),
        part == Part.STATE ? state : whole.after(),
        part == Part.VIEW ? InstanceViews.of(state) : whole.view(),
        part == Part.DEADLINE ? new Deadline(Instant.MAX) : whole.deadline(),
        part == Part.EFFECT ? List.of(new ToScheduler(Sample.POOL, request)) : whole.effects(),
        whole.cause(),
        whole.rejection());
  }

  @Test
  void shouldReadTheLedgerOnceForAReportOfUse() {
    shell.process(ACME, new Used(Sample.use(Duration.ZERO, 1, 0)), NOW);

    assertThat(shell.ledgerReads(ACME)).isEqualTo(1);
    assertThat(shell.stored()).containsOnlyKeys("~activity~acme");
  }

  @Test
  void shouldPassAnInstanceWhoseDeadlineCannotBeChecked() {
    InstanceId spoiled = new InstanceId("a-spoiled");
    InstanceId other = new InstanceId("other");
    shell.plan(Sample.TRIAL);
    for (InstanceId id : List.of(spoiled, other)) {
      shell.blueprint(Sample.BLUEPRINT);
      CreateInstance create = new CreateInstance(NOTES, null, null, OWNER, Sample.TRIAL.id());
      shell.process(
          id,
          new Commanded(
              new CommandEnvelope(new CommandId("create-" + id), Actor.system("test"), create)),
          Sample.START);
    }
    shell.spoil(spoiled);
    Map<String, String> before = shell.stored();

    assertThat(shell.timePasses(Sample.START.plus(Duration.ofDays(60))))
        .extracting(InstanceShell.Sent::key)
        .contains(other.value())
        .doesNotContain(spoiled.value());
    assertThat(shell.stored().get("~armed~a-spoiled")).isNotEqualTo(before.get("~armed~a-spoiled"));
  }
}
