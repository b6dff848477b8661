package io.dormouse.core.whatif;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** Visits of one instance: of an office, at night, by a bot, or of the long tail. */
final class Traffic {

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  private final Random random;
  private final int kind;

  /** A visit, and its length. */
  record Visit(Instant from, Duration length) {}

  Traffic(long seed, int number) {
    this.random = new Random(seed * 1_000_003 + number);
    this.kind = random.nextInt(100);
  }

  String plan() {
    return kind < 30 ? "gold" : kind < 40 ? "silver" : "free";
  }

  /** Time of a start: a few seconds, now and then many. */
  Duration startTime() {
    return Duration.ofMillis((long) (2_500 * Math.exp(random.nextGaussian() * 0.5)));
  }

  /** Visits in order that do not overlap. */
  List<Visit> visits(Period period) {
    List<Visit> visits = new ArrayList<>();
    LocalDate last = period.to().atZone(BERLIN).toLocalDate();
    for (LocalDate day = period.from().atZone(BERLIN).toLocalDate();
        !day.isAfter(last);
        day = day.plusDays(1)) {
      addVisits(day, visits);
    }
    visits.sort(Comparator.comparing(Visit::from));
    return apart(visits, period);
  }

  private void addVisits(LocalDate day, List<Visit> visits) {
    boolean weekend =
        day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY;
    if (kind < 30) {
      for (int i = weekend ? 6 : 0; i < 6; i++) {
        visits.add(visit(day, 8 * 60 + random.nextInt(600), 20 + random.nextInt(900)));
      }
    } else if (kind < 35) {
      visits.add(visit(day, 120 + random.nextInt(10), 600 + random.nextInt(3_000)));
    } else if (kind < 40) {
      int pause = 17 + kind;
      for (int minute = random.nextInt(pause); minute < 1_440; minute += pause) {
        visits.add(visit(day, minute, 1));
      }
    } else if (random.nextInt(10) == 0) {
      visits.add(visit(day, 7 * 60 + random.nextInt(960), 10 + random.nextInt(600)));
    }
  }

  private Visit visit(LocalDate day, int minute, int seconds) {
    return new Visit(
        day.atStartOfDay(BERLIN).plusMinutes(minute).plusSeconds(random.nextInt(60)).toInstant(),
        Duration.ofSeconds(seconds));
  }

  private static List<Visit> apart(List<Visit> visits, Period period) {
    List<Visit> apart = new ArrayList<>();
    Instant free = period.from().plusSeconds(60);
    for (Visit visit : visits) {
      if (visit.from().isAfter(free) && visit.from().plus(visit.length()).isBefore(period.to())) {
        apart.add(visit);
        free = visit.from().plus(visit.length()).plusSeconds(60);
      }
    }
    return apart;
  }
}
