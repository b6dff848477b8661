package io.dormouse.core.whatif;

import io.dormouse.core.instance.policy.WindowSchedule;
import io.dormouse.core.instance.state.Facts;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Counts what happens within a period, by plan. */
class Tally {

  /** The name of those without a plan. */
  static final String NO_PLAN = "-";

  private final Period period;
  private final WindowSchedule officeHours;
  private final Map<String, Totals> byPlan = new TreeMap<>();

  Tally(Period period, WindowSchedule officeHours) {
    this.period = period;
    this.officeHours = officeHours;
  }

  Map<String, Totals> byPlan() {
    return byPlan;
  }

  void woken(Instant time, Facts facts) {
    if (period.contains(time)) {
      of(facts).wake();
    }
  }

  void passivated(Instant time, Facts facts) {
    if (period.contains(time)) {
      of(facts).passivation();
    }
  }

  void waited(Instant since, Duration time, Facts facts) {
    if (period.contains(since)) {
      of(facts).waited(time, officeHours.isAwake(since));
    }
  }

  void awake(Instant from, Instant to, Facts facts) {
    Duration time = period.within(from, to);
    if (!time.isZero()) {
      of(facts).awake(time, facts.origin().spec().memoryBytes() * facts.origin().replicas());
    }
  }

  private Totals of(Facts facts) {
    return byPlan.computeIfAbsent(
        facts.plan() == null ? NO_PLAN : facts.plan().value(), plan -> new Totals());
  }
}
