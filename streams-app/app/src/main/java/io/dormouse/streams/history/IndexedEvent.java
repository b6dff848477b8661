package io.dormouse.streams.history;

import io.dormouse.language.host.RecordedHostEvent;
import io.dormouse.language.instance.RecordedEvent;
import java.time.Instant;

/** An event of the log. */
public sealed interface IndexedEvent {

  /** Time of the record or timer that caused it. */
  Instant time();

  /** Event of an instance. */
  record OfInstance(RecordedEvent event) implements IndexedEvent {
    @Override
    public Instant time() {
      return event.time();
    }
  }

  /** Event of a host. */
  record OfHost(RecordedHostEvent event) implements IndexedEvent {
    @Override
    public Instant time() {
      return event.time();
    }
  }
}
