package io.dormouse.streams.api.view;

import io.dormouse.language.command.Rejection;
import io.dormouse.language.instance.RecordedEvent;

/** What the brain made of a command. */
public sealed interface Decision {

  /** It led to events; this is the first of them. */
  record Recorded(RecordedEvent event) implements Decision {}

  /** It changed where a domain leads, and the table of domains shows it. */
  record Routed() implements Decision {}

  /** It changed nothing. */
  record Declined(Rejection rejection) implements Decision {}
}
