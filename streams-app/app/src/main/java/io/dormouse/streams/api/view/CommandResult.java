package io.dormouse.streams.api.view;

import io.dormouse.language.blueprint.Blueprint;
import io.dormouse.language.command.Rejection;
import io.dormouse.language.instance.RecordedEvent;

/** The brain's answer to a command. */
public sealed interface CommandResult {

  /** Accepted, with its first event. */
  record EventRecorded(RecordedEvent event) implements CommandResult {}

  /** Accepted; the table of domains shows the new route. */
  record RouteChanged() implements CommandResult {}

  /** Accepted; the table of blueprints shows this version or a newer one. */
  record BlueprintChanged(Blueprint blueprint) implements CommandResult {}

  /**
   * Accepted; the table of plans shows it.
   *
   * @param created true if there was no such plan before
   */
  record PlanChanged(boolean created) implements CommandResult {}

  /** Ignored or rejected. */
  record Declined(Rejection rejection) implements CommandResult {}
}
