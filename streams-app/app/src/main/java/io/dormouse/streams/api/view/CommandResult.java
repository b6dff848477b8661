package io.dormouse.streams.api.view;

import io.dormouse.language.command.Rejection;
import io.dormouse.language.instance.RecordedEvent;

/** The brain's answer to a command. */
public sealed interface CommandResult {

  /** Accepted, with its first event. */
  record EventRecorded(RecordedEvent event) implements CommandResult {}

  /** Accepted; the table of domains shows the new route. */
  record RouteChanged() implements CommandResult {}

  /** Ignored or rejected. */
  record Declined(Rejection rejection) implements CommandResult {}
}
