package io.dormouse.core.whatif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dormouse.core.instance.policy.WindowSchedule;
import io.dormouse.core.instance.state.Facts;
import io.dormouse.core.whatif.Candidate.InForce;
import io.dormouse.core.whatif.Candidate.Instead;
import io.dormouse.core.whatif.Candidate.Recorded;
import io.dormouse.language.blueprint.PassivationAction;
import io.dormouse.language.blueprint.PassivationPolicy;
import io.dormouse.language.blueprint.PassivationPolicy.FixedIdle;
import io.dormouse.language.blueprint.PassivationPolicy.WindowedIdle;
import io.dormouse.language.blueprint.TimeOfDay;
import io.dormouse.language.blueprint.Window;
import io.dormouse.language.blueprint.ZoneName;
import io.dormouse.language.instance.InstanceEvent.InstancePassivated;
import io.dormouse.language.instance.RecordedEvent;
import io.dormouse.language.wire.Codecs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Recorded months and logs, through the policy that they had and through others. */
class WhatIfTest {

  private static final Path LOGS = Path.of("src/test/resources/golden/histories");
  private static final long SEED = 7;
  private static final int INSTANCES = 60;
  private static final Period MONTH =
      new Period(Instant.parse("2026-03-16T00:00:00Z"), Instant.parse("2026-04-06T00:00:00Z"));
  static final WindowedIdle OFFICE_HOURS =
      new WindowedIdle(
          Duration.ofMinutes(30),
          new ZoneName("Europe/Berlin"),
          List.of(
              new Window(
                  List.of(DayOfWeek.values()).subList(0, 5),
                  new TimeOfDay("08:00"),
                  new TimeOfDay("18:00"))),
          List.of());
  private static final PassivationPolicy HALF_AN_HOUR = idle(Duration.ofMinutes(30));

  static Stream<PassivationPolicy> policies() {
    return Stream.of(HALF_AN_HOUR, idle(Duration.ofMinutes(3)), OFFICE_HOURS);
  }

  /** Notes the passivations of one instance. */
  private static final class Noted extends Tally {

    private final List<Instant> passivations = new ArrayList<>();

    Noted() {
      super(
          new Period(Instant.parse("2000-01-01T00:00:00Z"), Instant.parse("2100-01-01T00:00:00Z")),
          WindowSchedule.of(OFFICE_HOURS));
    }

    @Override
    void passivated(Instant time, Facts facts) {
      passivations.add(time);
      super.passivated(time, facts);
    }
  }

  @ParameterizedTest
  @MethodSource("policies")
  void shouldPassivateAsThePolicyInForceDid(PassivationPolicy policy) {
    for (int number = 0; number < INSTANCES; number++) {
      Trace trace = GeneratedMonth.of(SEED, number, MONTH, policy);

      assertThat(passivations(trace))
          .as("passivations of instance %d", number)
          .isEqualTo(recorded(trace.history()));
    }
  }

  @ParameterizedTest
  @MethodSource("policies")
  void shouldCountForThePolicyInForceWhatHappened(PassivationPolicy policy) {
    List<Comparison.Column> columns =
        replay(policy, new Recorded(), new InForce(), new Instead(policy)).columns();
    Totals happened = columns.getFirst().all();

    assertThat(happened.passivations()).isPositive();
    for (Comparison.Column column : columns) {
      assertThat(column.all().wakes()).isEqualTo(happened.wakes());
      assertThat(column.all().passivations()).isEqualTo(happened.passivations());
      assertThat(column.all().instanceHours()).isEqualTo(happened.instanceHours(), within(1e-6));
      assertThat(column.all().gibHours()).isEqualTo(happened.gibHours(), within(1e-6));
      assertThat(column.all().waits().count()).isEqualTo(happened.waits().count());
      assertThat(column.all().waits().percentile(95)).isEqualTo(happened.waits().percentile(95));
      assertThat(column.byPlan().keySet()).containsExactly("free", "gold", "silver");
    }
  }

  /** What another policy would have done is what it does when it decides from the beginning. */
  @Test
  void shouldForetellAnotherPolicy() {
    PassivationPolicy shorter = idle(Duration.ofMinutes(10));
    Totals foretold = replay(HALF_AN_HOUR, new Instead(shorter)).columns().getFirst().all();
    Totals happened = replay(shorter, new Recorded()).columns().getFirst().all();

    assertThat((double) foretold.wakes()).isCloseTo(happened.wakes(), byPercent(happened.wakes()));
    assertThat(foretold.instanceHours())
        .isCloseTo(happened.instanceHours(), byPercent(happened.instanceHours()));
    assertThat((double) foretold.officeWaits().count())
        .isCloseTo(happened.officeWaits().count(), byPercent(happened.officeWaits().count()));
  }

  @Test
  void shouldTradeHoursForWaits() {
    List<Comparison.Column> columns =
        replay(
                HALF_AN_HOUR,
                new Instead(idle(Duration.ofMinutes(5))),
                new Recorded(),
                new Instead(idle(Duration.ofHours(2))),
                new Instead(OFFICE_HOURS))
            .columns();

    for (int i = 1; i < 3; i++) {
      assertThat(columns.get(i).all().instanceHours())
          .isGreaterThan(columns.get(i - 1).all().instanceHours());
      assertThat(columns.get(i).all().wakes()).isLessThan(columns.get(i - 1).all().wakes());
    }
    assertThat(columns.get(3).all().officeWaits().count())
        .isLessThan(columns.get(1).all().officeWaits().count());
  }

  @Test
  void shouldKeepAwakeWithoutAnEnd() {
    Totals kept =
        replay(
                HALF_AN_HOUR,
                new Instead(new FixedIdle(Duration.ofHours(1), PassivationAction.KEEP_AWAKE)))
            .columns()
            .getFirst()
            .all();

    assertThat(kept.passivations()).isZero();
    assertThat(kept.wakes()).isLessThanOrEqualTo(INSTANCES);
  }

  /** Without reports the records of use in the history tell the last use before each end. */
  @Test
  void shouldDoWithTheHistoryAlone() {
    for (int number = 0; number < INSTANCES; number++) {
      Trace trace = GeneratedMonth.of(SEED, number, MONTH, HALF_AN_HOUR);

      assertThat(passivations(new Trace(trace.history(), List.of())))
          .as("passivations of instance %d", number)
          .isEqualTo(recorded(trace.history()));
    }
  }

  @Test
  void shouldSayWhereItsKnowledgeEnds() {
    WhatIf whatIf = whatIf(new Recorded());
    whatIf.add(new Trace(GeneratedMonth.of(SEED, 1, MONTH, HALF_AN_HOUR).history(), List.of()));

    assertThat(whatIf.result().limits()).anyMatch(limit -> limit.contains("the history alone"));
    assertThat(replay(HALF_AN_HOUR, new Recorded()).limits())
        .anyMatch(limit -> limit.contains("reports of the edges"))
        .noneMatch(limit -> limit.contains("the history alone"));
  }

  /** Logs of the demo, whose brain looks every half second. */
  @ParameterizedTest
  @ValueSource(strings = {"demo-acme", "demo-hermit", "demo-nomad", "demo-pair", "demo-zebra"})
  void shouldPassivateAsInTheDemo(String log) throws IOException {
    List<RecordedEvent> history =
        Files.readAllLines(LOGS.resolve(log + ".events")).stream()
            .map(line -> Codecs.INSTANCE_EVENT.decode(Base64.getDecoder().decode(line)))
            .toList();

    List<Instant> foretold = passivations(new Trace(history, List.of()));

    List<Instant> recorded = recorded(history);
    assertThat(foretold).hasSameSizeAs(recorded);
    for (int i = 0; i < foretold.size(); i++) {
      assertThat(Duration.between(foretold.get(i), recorded.get(i)))
          .isBetween(Duration.ZERO, Duration.ofSeconds(1));
    }
  }

  @Test
  void shouldAddSharesToTheWhole() {
    WhatIf whole = whatIf(new Recorded(), new InForce());
    WhatIf even = whatIf(new Recorded(), new InForce());
    WhatIf odd = whatIf(new Recorded(), new InForce());
    for (int number = 0; number < 10; number++) {
      Trace trace = GeneratedMonth.of(SEED, number, MONTH, HALF_AN_HOUR);
      whole.add(trace);
      (number % 2 == 0 ? even : odd).add(trace);
    }
    even.add(odd);

    assertThat(even.result().sources()).isEqualTo(whole.result().sources());
    assertThat(even.result().columns().getLast().all().wakes())
        .isEqualTo(whole.result().columns().getLast().all().wakes());
    assertThat(even.result().columns().getLast().all().gibHours())
        .isEqualTo(whole.result().columns().getLast().all().gibHours(), within(1e-6));
  }

  private static Comparison replay(PassivationPolicy recorded, Candidate... candidates) {
    List<Trace> traces =
        IntStream.range(0, INSTANCES)
            .mapToObj(number -> GeneratedMonth.of(SEED, number, MONTH, recorded))
            .toList();
    StartTimes starts = new StartTimes();
    traces.forEach(trace -> starts.add(trace.history()));
    WhatIf whatIf = new WhatIf(MONTH, OFFICE_HOURS, starts, List.of(candidates));
    traces.forEach(whatIf::add);
    return whatIf.result();
  }

  private static WhatIf whatIf(Candidate... candidates) {
    return new WhatIf(MONTH, OFFICE_HOURS, new StartTimes(), List.of(candidates));
  }

  private static List<Instant> passivations(Trace trace) {
    Noted noted = new Noted();
    InstanceReplay replay = new InstanceReplay(new InForce(), new StartTimes(), noted);
    Timeline.of(trace).tell(replay);
    replay.end(trace.history().getLast().time().plusSeconds(1));
    return noted.passivations;
  }

  private static List<Instant> recorded(List<RecordedEvent> history) {
    return history.stream()
        .filter(event ->
            event.event() instanceof InstancePassivated passivated && passivated.inputs() != null)
        .map(RecordedEvent::time)
        .toList();
  }

  private static Offset<Double> byPercent(double of) {
    return within(of / 100);
  }

  private static FixedIdle idle(Duration time) {
    return new FixedIdle(time, PassivationAction.PASSIVATE);
  }
}
