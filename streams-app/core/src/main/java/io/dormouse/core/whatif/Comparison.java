package io.dormouse.core.whatif;

import io.dormouse.core.instance.ReplicaDecider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The sums of a replay, a column for each policy. */
public record Comparison(Period period, Sources sources, List<Column> columns) {

  public Comparison {
    columns = List.copyOf(columns);
  }

  /**
   * Sources of the use that was replayed.
   *
   * @param reports reports of the edges
   * @param fromHistory uses that only the history tells, before the first report of an instance
   */
  public record Sources(long instances, long reports, long fromHistory) {

    Sources plus(Sources other) {
      return new Sources(
          instances + other.instances, reports + other.reports, fromHistory + other.fromHistory);
    }
  }

  /**
   * The sums under one policy.
   *
   * @param byPlan by the ids of plans; {@code -} has the instances without one
   */
  public record Column(Candidate candidate, Totals all, Map<String, Totals> byPlan) {

    static Column of(Candidate candidate, Map<String, Totals> byPlan) {
      Totals all = new Totals();
      byPlan.values().forEach(all::add);
      return new Column(candidate, all, new TreeMap<>(byPlan));
    }
  }

  /** The limits of what these numbers can tell, in sentences. */
  public List<String> limits() {
    List<String> limits = new ArrayList<>();
    if (sources.reports() > 0) {
      limits.add(
          "Use is known from %d reports of the edges, to their interval."
              .formatted(sources.reports()));
    }
    if (sources.fromHistory() > 0) {
      limits.add(
          "%d uses are known from the history alone, at most one in %d minutes: a shorter idle time would show too few wakes there."
              .formatted(sources.fromHistory(), ReplicaDecider.BETWEEN_RECORDS.toMinutes()));
    }
    limits.add("A start that did not happen takes its usual time: nobody queues and none fails.");
    limits.add("Starts that failed, lost hosts and commands are as they were.");
    limits.add("Visitors come as they came, whether they have to wait or not.");
    limits.add("Requests that the edges did not let wake an instance count as none.");
    limits.add(
        "The brain decides in time: its restarts, which delay a passivation, are not logged.");
    return limits;
  }
}
