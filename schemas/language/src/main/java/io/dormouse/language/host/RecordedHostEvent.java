package io.dormouse.language.host;

import io.dormouse.language.instance.EventId;
import java.time.Instant;

/**
 * An event of a host as the log keeps it.
 *
 * @param sequence 1, 2, 3 … within the host's time at one scheduler, without gap or double
 * @param time time of the report or timer that caused it
 */
public record RecordedHostEvent(EventId id, long sequence, Instant time, HostEvent event) {

  /** The event with its id, which is the same if the turn is repeated. */
  public static RecordedHostEvent of(HostEvent event, long sequence, Instant time) {
    return new RecordedHostEvent(
        new EventId("%s/%s/%d".formatted(event.pool(), event.host(), sequence)),
        sequence,
        time,
        event);
  }
}
