package io.dormouse.language.instance;

import io.dormouse.language.command.Actor;
import io.dormouse.language.command.CommandId;
import java.time.Instant;

/**
 * An event as the log keeps it.
 *
 * @param sequence 1, 2, 3 … within the instance, without gap or double
 * @param time time of the record or timer that caused it
 * @param causedBy the command, report or timer that it follows from
 */
public record RecordedEvent(
    EventId id,
    InstanceId instance,
    long sequence,
    Instant time,
    CommandId causedBy,
    Actor actor,
    InstanceEvent event) {}
