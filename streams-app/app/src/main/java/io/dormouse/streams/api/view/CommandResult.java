package io.dormouse.streams.api.view;

import io.dormouse.language.command.Rejection;
import io.dormouse.language.instance.RecordedEvent;

/** What the brain made of a command. */
public sealed interface CommandResult {

  /** It led to events; this is the first of them. */
  record EventRecorded(RecordedEvent event) implements CommandResult {}

  /** It changed where a domain leads, and the table of domains shows it. */
  record RouteChanged() implements CommandResult {}

  /** It changed nothing. */
  record Declined(Rejection rejection) implements CommandResult {}
}
