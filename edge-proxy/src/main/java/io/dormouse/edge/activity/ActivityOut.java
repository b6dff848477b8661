package io.dormouse.edge.activity;

import io.dormouse.language.activity.ActivityReport;
import java.util.concurrent.CompletionStage;

/** A writer of activity reports. */
public interface ActivityOut {

  /**
   * Writes a report. Never blocks.
   *
   * @return done when it is safely written; fails when it never will be
   */
  CompletionStage<?> report(ActivityReport report);
}
