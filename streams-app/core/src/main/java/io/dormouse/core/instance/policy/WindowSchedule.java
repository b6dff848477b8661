package io.dormouse.core.instance.policy;

import io.dormouse.language.blueprint.PassivationPolicy.QuietWindow;
import io.dormouse.language.blueprint.PassivationPolicy.WindowedIdle;
import io.dormouse.language.blueprint.TimeOfDay;
import io.dormouse.language.blueprint.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The windows of a policy on the calendar. A window begins when the clock first shows its begin,
 * and ends when it last shows its end: a clock that is set back makes it longer. A time that the
 * clock leaves out is the moment at which it is set forward.
 */
public record WindowSchedule(WindowedIdle policy, ZoneRules rules) {

  private static final int DAYS_OF_WEEK = 7;

  /** One occurrence of a window, without its end. */
  private record Span(Instant begin, Instant end) {

    boolean contains(Instant time) {
      return !time.isBefore(begin) && time.isBefore(end);
    }
  }

  public static WindowSchedule of(WindowedIdle policy) {
    return new WindowSchedule(policy, policy.zone().zone().getRules());
  }

  /** True inside an awake window. */
  public boolean isAwake(Instant time) {
    return policy.awake().stream().anyMatch(window -> isInside(window, time));
  }

  /** The idle time that holds then; empty inside an awake window. */
  Optional<Duration> idleAt(Instant time) {
    return isAwake(time) ? Optional.empty() : Optional.of(quietAt(time).orElse(policy.idle()));
  }

  /** The shortest idle time of the quiet windows of that time. */
  Optional<Duration> quietAt(Instant time) {
    return policy.quiet().stream()
        .filter(quiet -> isInside(quiet.window(), time))
        .map(QuietWindow::idle)
        .min(Duration::compareTo);
  }

  /** The next begin or end of a window after that time. */
  Optional<Instant> nextChange(Instant after) {
    return Stream.concat(policy.awake().stream(), policy.quiet().stream().map(QuietWindow::window))
        .flatMap(window -> spans(window, after))
        .flatMap(span -> Stream.of(span.begin(), span.end()))
        .filter(change -> change.isAfter(after))
        .min(Instant::compareTo);
  }

  private boolean isInside(Window window, Instant time) {
    LocalDate today = date(time);
    return Stream.of(today.minusDays(1), today)
        .filter(day -> window.days().contains(day.getDayOfWeek()))
        .anyMatch(day -> span(window, day).contains(time));
  }

  /** The spans that begin on the day before or within a week. */
  private Stream<Span> spans(Window window, Instant around) {
    LocalDate today = date(around);
    return IntStream.rangeClosed(-1, DAYS_OF_WEEK)
        .mapToObj(today::plusDays)
        .filter(day -> window.days().contains(day.getDayOfWeek()))
        .map(day -> span(window, day));
  }

  private LocalDate date(Instant time) {
    return LocalDate.ofInstant(time, rules.getOffset(time));
  }

  private Span span(Window window, LocalDate day) {
    LocalDate last = window.endsNextDay() ? day.plusDays(1) : day;
    return new Span(first(at(day, window.from())), last(at(last, window.to())));
  }

  private static LocalDateTime at(LocalDate day, TimeOfDay time) {
    return day.atStartOfDay().plusMinutes(time.minutes());
  }

  private Instant first(LocalDateTime shown) {
    List<ZoneOffset> offsets = rules.getValidOffsets(shown);
    return offsets.isEmpty() ? leftOut(shown) : shown.toInstant(offsets.getFirst());
  }

  private Instant last(LocalDateTime shown) {
    List<ZoneOffset> offsets = rules.getValidOffsets(shown);
    return offsets.isEmpty() ? leftOut(shown) : shown.toInstant(offsets.getLast());
  }

  private Instant leftOut(LocalDateTime shown) {
    ZoneOffsetTransition transition = rules.getTransition(shown);
    return transition.getInstant();
  }
}
