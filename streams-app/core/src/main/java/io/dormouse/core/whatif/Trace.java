package io.dormouse.core.whatif;

import io.dormouse.language.activity.ActivityReport;
import io.dormouse.language.instance.RecordedEvent;
import java.time.Instant;
import java.util.List;

/**
 * All that was recorded of one instance.
 *
 * @param history its events from the first on, in their order
 * @param activity reports of its use, in the order in which the broker took them; may be empty, or
 *     begin later than the history
 */
public record Trace(List<RecordedEvent> history, List<Reported> activity) {

  public Trace {
    history = List.copyOf(history);
    activity = List.copyOf(activity);
  }

  /** A report and the time at which the broker took it. */
  public record Reported(Instant at, ActivityReport report) {}
}
