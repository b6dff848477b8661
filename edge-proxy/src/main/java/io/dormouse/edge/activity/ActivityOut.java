package io.dormouse.edge.activity;

import io.dormouse.language.activity.ActivityReport;
import java.util.concurrent.CompletionStage;

/** The way out for activity reports. */
public interface ActivityOut {

  /**
   * Writes a report. Never blocks.
   *
   * @return done when it is safely written; fails when it is not, and will not be
   */
  CompletionStage<?> report(ActivityReport report);
}
