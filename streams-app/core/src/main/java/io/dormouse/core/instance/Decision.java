package io.dormouse.core.instance;

import io.dormouse.language.command.RejectionReason;
import io.dormouse.language.instance.InstanceEvent;
import java.util.List;

/** What a decider makes of a command. */
public sealed interface Decision {

  /** It happens: these events follow, in this order. */
  record Accepted(List<InstanceEvent> events) implements Decision {
    public Accepted {
      events = List.copyOf(events);
    }
  }

  /** Nothing to do: it is so already, came twice, or came too late. */
  record Ignored(RejectionReason reason, String message) implements Decision {}

  /** It must not happen; the message says in one sentence what was expected. */
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
