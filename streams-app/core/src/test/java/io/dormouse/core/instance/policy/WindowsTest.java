package io.dormouse.core.instance.policy;

import static java.time.DayOfWeek.FRIDAY;
import static java.time.DayOfWeek.MONDAY;
import static java.time.DayOfWeek.SATURDAY;
import static java.time.DayOfWeek.SUNDAY;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.language.blueprint.PassivationPolicy.QuietWindow;
import io.dormouse.language.blueprint.PassivationPolicy.WindowedIdle;
import io.dormouse.language.blueprint.TimeOfDay;
import io.dormouse.language.blueprint.Window;
import io.dormouse.language.blueprint.ZoneName;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Awake and quiet windows. In 2026 Berlin's clocks change on 29 March and on 25 October. */
class WindowsTest {

  private static final ZoneName BERLIN = new ZoneName("Europe/Berlin");
  private static final Duration IDLE = Duration.ofMinutes(30);

  @ParameterizedTest
  @CsvSource({
    "2026-01-05T07:59:59+01:00, false", // Monday
    "2026-01-05T08:00:00+01:00, true",
    "2026-01-05T17:59:59+01:00, true",
    "2026-01-05T18:00:00+01:00, false",
    "2026-01-06T12:00:00+01:00, false",
    "2026-07-06T08:00:00+02:00, true",
    "2026-07-06T07:59:59+02:00, false",
  })
  void shouldStayAwakeByTheClockOfItsZone(OffsetDateTime time, boolean awake) {
    IdlePolicy policy = awake(List.of(MONDAY), "08:00", "18:00", time.toInstant().minus(IDLE));

    assertThat(policy.due(time.toInstant()).isEmpty()).isEqualTo(awake);
  }

  @Test
  void shouldGoToSleepAtTheEndOfAnAwakeWindow() {
    Instant ready = at("2026-01-05T09:00:00+01:00");
    IdlePolicy policy = awake(List.of(MONDAY), "08:00", "18:00", ready);

    assertThat(policy.lookAgain(ready)).contains(at("2026-01-05T18:00:00+01:00"));
    assertThat(policy.due(at("2026-01-05T18:00:00+01:00"))).isPresent();
  }

  @Test
  void shouldGoToSleepBeforeAnAwakeWindowThatBeginsLater() {
    Instant ready = at("2026-01-05T07:00:00+01:00");
    assertThat(awake(List.of(MONDAY), "08:00", "18:00", ready).lookAgain(ready))
        .contains(at("2026-01-05T07:30:00+01:00"));

    Instant late = at("2026-01-05T07:45:00+01:00");
    assertThat(awake(List.of(MONDAY), "08:00", "18:00", late).lookAgain(late))
        .contains(at("2026-01-05T18:00:00+01:00"));
  }

  @Test
  void shouldGoOnPastMidnight() {
    Instant ready = at("2026-01-09T21:45:00+01:00"); // Friday
    IdlePolicy policy = awake(List.of(FRIDAY), "22:00", "06:00", ready);

    assertThat(policy.lookAgain(ready)).contains(at("2026-01-10T06:00:00+01:00"));
    assertThat(policy.due(at("2026-01-10T05:59:59+01:00"))).isEmpty();
    assertThat(policy.due(at("2026-01-11T05:00:00+01:00"))).isPresent();
  }

  @Test
  void shouldTakeTheShorterIdleTimeOfAQuietWindow() {
    Instant ready = at("2026-01-05T21:50:00+01:00");
    IdlePolicy policy = quiet("22:00", "06:00", Duration.ofMinutes(5), ready);

    assertThat(policy.lookAgain(ready)).contains(at("2026-01-05T22:00:00+01:00"));
    assertThat(policy.due(at("2026-01-05T21:59:59+01:00"))).isEmpty();
    assertThat(policy.due(at("2026-01-05T22:00:00+01:00")).orElseThrow().idle())
        .isEqualTo(Duration.ofMinutes(5));
    assertThat(policy.name(at("2026-01-05T22:00:00+01:00"))).isEqualTo("quiet-5m/2");
    assertThat(policy.name(at("2026-01-05T12:00:00+01:00"))).isEqualTo("idle-30m/2");
  }

  @Test
  void shouldPreferAnAwakeWindowToAQuietOne() {
    Instant ready = at("2026-01-05T09:00:00+01:00");
    WindowedIdle both =
        new WindowedIdle(
            IDLE,
            BERLIN,
            List.of(window(List.of(MONDAY), "08:00", "18:00")),
            List.of(
                new QuietWindow(
                    List.of(DayOfWeek.values()),
                    new TimeOfDay("00:00"),
                    new TimeOfDay("24:00"),
                    Duration.ofMinutes(5))));

    assertThat(policy(both, ready).lookAgain(ready)).contains(at("2026-01-05T18:00:00+01:00"));
  }

  /** The clock shows 02:00 to 03:00 at no time. */
  @Test
  void shouldBeginAndEndWhenTheClockIsSetForward() {
    Instant before = at("2026-03-29T01:45:00+01:00");
    Instant change = at("2026-03-29T03:00:00+02:00");

    IdlePolicy begins = awake(List.of(SUNDAY), "02:30", "05:00", before);
    assertThat(begins.lookAgain(before)).contains(at("2026-03-29T05:00:00+02:00"));
    assertThat(begins.due(change)).isEmpty();

    IdlePolicy ends = awake(List.of(SATURDAY), "22:00", "02:30", before.minus(IDLE));
    assertThat(ends.lookAgain(before)).contains(change);

    IdlePolicy never = awake(List.of(SUNDAY), "02:10", "02:50", before);
    assertThat(never.lookAgain(before)).contains(before.plus(IDLE));
  }

  @Test
  void shouldBeAnHourShorterInTheNightOfTheChangeForward() {
    Instant ready = at("2026-03-28T23:00:00+01:00");
    Instant end = awake(List.of(SATURDAY), "22:00", "06:00", ready).lookAgain(ready).orElseThrow();

    assertThat(Duration.between(at("2026-03-28T22:00:00+01:00"), end))
        .isEqualTo(Duration.ofHours(7));
  }

  /** The clock shows 02:00 to 03:00 twice. */
  @Test
  void shouldHoldFromTheFirstToTheLastTimeWhenTheClockIsSetBack() {
    IdlePolicy policy = awake(List.of(SUNDAY), "02:15", "02:45", at("2026-10-25T00:00:00+02:00"));

    assertThat(policy.due(at("2026-10-25T02:14:59+02:00"))).isPresent();
    assertThat(policy.due(at("2026-10-25T02:15:00+02:00"))).isEmpty();
    assertThat(policy.due(at("2026-10-25T02:50:00+02:00"))).isEmpty();
    assertThat(policy.due(at("2026-10-25T02:05:00+01:00"))).isEmpty();
    assertThat(policy.due(at("2026-10-25T02:44:59+01:00"))).isEmpty();
    assertThat(policy.due(at("2026-10-25T02:45:00+01:00"))).isPresent();
  }

  @Test
  void shouldBeAnHourLongerInTheNightOfTheChangeBack() {
    Instant ready = at("2026-10-24T22:10:00+02:00");
    Instant end = awake(List.of(SATURDAY), "22:00", "06:00", ready).lookAgain(ready).orElseThrow();

    assertThat(Duration.between(at("2026-10-24T22:00:00+02:00"), end))
        .isEqualTo(Duration.ofHours(9));
  }

  /** Throughout a year the next look is at or before the first passivation that is due. */
  @Test
  void shouldNeverLookTooLate() {
    WindowedIdle windows =
        new WindowedIdle(
            IDLE,
            BERLIN,
            List.of(window(List.of(MONDAY, FRIDAY), "08:00", "18:00")),
            List.of(
                new QuietWindow(
                    List.of(SATURDAY, SUNDAY),
                    new TimeOfDay("20:00"),
                    new TimeOfDay("02:30"),
                    Duration.ofMinutes(7))));
    Instant end = at("2027-01-01T00:00:00+01:00");
    Stream.iterate(
            at("2026-01-01T00:00:00+01:00"),
            time -> time.isBefore(end),
            time -> time.plus(Duration.ofMinutes(1357)))
        .forEach(ready -> {
          IdlePolicy policy = policy(windows, ready);
          Instant look = policy.lookAgain(ready).orElseThrow();
          Instant due = ready;
          while (policy.due(due).isEmpty()) {
            due = due.plus(Duration.ofMinutes(1));
          }
          assertThat(look).as("look after %s", ready).isEqualTo(due);
        });
  }

  @Test
  void shouldLookAgainWithoutEndWhileItIsAlwaysAwake() {
    Instant ready = at("2026-01-05T09:00:00+01:00");
    IdlePolicy policy = awake(List.of(DayOfWeek.values()), "00:00", "24:00", ready);

    assertThat(policy.lookAgain(ready).orElseThrow()).isAfter(ready.plus(Duration.ofDays(7)));
    assertThat(policy.due(ready.plus(Duration.ofDays(3)))).isEmpty();
  }

  private static IdlePolicy awake(List<DayOfWeek> days, String from, String to, Instant ready) {
    return policy(
        new WindowedIdle(IDLE, BERLIN, List.of(window(days, from, to)), List.of()), ready);
  }

  private static IdlePolicy quiet(String from, String to, Duration idle, Instant ready) {
    return policy(
        new WindowedIdle(
            IDLE,
            BERLIN,
            List.of(),
            List.of(
                new QuietWindow(
                    List.of(DayOfWeek.values()), new TimeOfDay(from), new TimeOfDay(to), idle))),
        ready);
  }

  private static IdlePolicy policy(WindowedIdle windows, Instant ready) {
    return new IdlePolicy(windows, null, ready, ActivityLedger.EMPTY);
  }

  private static Window window(List<DayOfWeek> days, String from, String to) {
    return new Window(days, new TimeOfDay(from), new TimeOfDay(to));
  }

  private static Instant at(String time) {
    return OffsetDateTime.parse(time).toInstant();
  }
}
