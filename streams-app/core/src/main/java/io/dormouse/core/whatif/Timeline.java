package io.dormouse.core.whatif;

import io.dormouse.core.instance.ReplicaDecider;
import io.dormouse.core.whatif.Trace.Reported;
import io.dormouse.language.activity.ActivityReport;
import io.dormouse.language.cause.PassivationInputs;
import io.dormouse.language.instance.InstanceEvent.ActivityRecorded;
import io.dormouse.language.instance.InstanceEvent.InstancePassivated;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.RecordedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Events and uses of one instance in the order of time. Before its first report, the uses that the
 * history tells take their place: those of the records every five minutes, and the last one before
 * each passivation.
 *
 * @param uses uses, in order
 * @param fromHistory number of uses that come from the history
 */
record Timeline(List<RecordedEvent> events, List<Reported> uses, int fromHistory) {

  private static final String HISTORY = "history";

  /** Takes what comes in the order of time; a use comes before an event of the same time. */
  interface Listener {

    void used(Instant at, ActivityReport report);

    void happened(RecordedEvent event);
  }

  static Timeline of(Trace trace) {
    Instant reportedSince =
        trace.activity().isEmpty() ? Instant.MAX : trace.activity().getFirst().at();
    List<Reported> uses = new ArrayList<>();
    for (RecordedEvent event : trace.history()) {
      if (event.time().isBefore(reportedSince)) {
        addUse(event, uses);
      }
    }
    int fromHistory = uses.size();
    uses.sort(Comparator.comparing(Reported::at));
    uses.addAll(trace.activity());
    return new Timeline(trace.history(), uses, fromHistory);
  }

  private static void addUse(RecordedEvent event, List<Reported> uses) {
    if (event.event() instanceof ActivityRecorded(var lastUse, var requests, var open)) {
      uses.add(use(event.instance(), event.time(), lastUse, open));
    } else if (event.event() instanceof InstancePassivated passivated) {
      PassivationInputs inputs = passivated.inputs();
      if (inputs != null && inputs.lastUse().isAfter(inputs.readyAt())) {
        uses.add(use(event.instance(), inputs.lastUse(), inputs.lastUse(), 0));
      }
    }
  }

  private static Reported use(InstanceId instance, Instant at, Instant lastUse, int open) {
    Duration since = Duration.between(lastUse, at);
    return new Reported(
        at,
        new ActivityReport(
            instance,
            HISTORY,
            ReplicaDecider.BETWEEN_RECORDS,
            since.isNegative() ? Duration.ZERO : since,
            1,
            0,
            0,
            open));
  }

  void tell(Listener listener) {
    int use = 0;
    for (RecordedEvent event : events) {
      while (use < uses.size() && !uses.get(use).at().isAfter(event.time())) {
        listener.used(uses.get(use).at(), uses.get(use).report());
        use++;
      }
      listener.happened(event);
    }
    for (; use < uses.size(); use++) {
      listener.used(uses.get(use).at(), uses.get(use).report());
    }
  }
}
