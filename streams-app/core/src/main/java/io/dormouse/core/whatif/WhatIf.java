package io.dormouse.core.whatif;

import io.dormouse.core.instance.policy.WindowSchedule;
import io.dormouse.core.whatif.Comparison.Sources;
import io.dormouse.language.blueprint.PassivationPolicy.WindowedIdle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Replays the traces of instances, one after another, through some policies. It keeps sums only, so
 * its memory does not grow with them. Several can share the instances, and be added afterwards.
 */
public final class WhatIf {

  private final Period period;
  private final StartTimes starts;
  private final List<Candidate> candidates;
  private final List<Tally> tallies;
  private Sources sources = new Sources(0, 0, 0);

  /**
   * A replay of nothing yet.
   *
   * @param officeHours its awake windows are the office hours
   * @param starts usual times of the starts that did not happen
   */
  public WhatIf(
      Period period, WindowedIdle officeHours, StartTimes starts, List<Candidate> candidates) {
    this.period = period;
    this.starts = starts;
    this.candidates = List.copyOf(candidates);
    WindowSchedule schedule = WindowSchedule.of(officeHours);
    this.tallies = candidates.stream().map(candidate -> new Tally(period, schedule)).toList();
  }

  /**
   * Replays one instance.
   *
   * @throws IllegalStateException if its events do not follow each other
   */
  public void add(Trace trace) {
    Timeline timeline = Timeline.of(trace);
    for (int i = 0; i < candidates.size(); i++) {
      InstanceReplay replay = new InstanceReplay(candidates.get(i), starts, tallies.get(i));
      timeline.tell(replay);
      replay.end(period.to());
    }
    sources = sources.plus(new Sources(1, trace.activity().size(), timeline.fromHistory()));
  }

  /** Adds what another one with the same candidates has replayed. */
  public void add(WhatIf other) {
    for (int i = 0; i < tallies.size(); i++) {
      Map<String, Totals> byPlan = tallies.get(i).byPlan();
      other
          .tallies
          .get(i)
          .byPlan()
          .forEach((plan, totals) -> byPlan.computeIfAbsent(plan, p -> new Totals()).add(totals));
    }
    sources = sources.plus(other.sources);
  }

  /** The sums so far. */
  public Comparison result() {
    List<Comparison.Column> columns = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      columns.add(Comparison.Column.of(candidates.get(i), tallies.get(i).byPlan()));
    }
    return new Comparison(period, sources, columns);
  }
}
