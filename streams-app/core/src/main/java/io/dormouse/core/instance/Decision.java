package io.dormouse.core.instance;

import io.dormouse.language.command.RejectionReason;
import io.dormouse.language.instance.InstanceEvent;
import java.util.List;

/** A decider's decision. */
public sealed interface Decision {

  /** Accepted, with its events in order. */
  record Accepted(List<InstanceEvent> events) implements Decision {
    public Accepted {
      events = List.copyOf(events);
    }
  }

  /** Nothing to do: it is so already, a repeat, or outdated. */
  record Ignored(RejectionReason reason, String message) implements Decision {}

  /** Not allowed; the message says in one sentence what was expected. */
  record Rejected(RejectionReason reason, String message) implements Decision {}

  static Decision accept(InstanceEvent... events) {
    return new Accepted(List.of(events));
  }

  static Decision alreadySo(String message) {
    return new Ignored(RejectionReason.ALREADY_SO, message);
  }

  static Decision outdated(String message) {
    return new Ignored(RejectionReason.OUTDATED, message);
  }
}
