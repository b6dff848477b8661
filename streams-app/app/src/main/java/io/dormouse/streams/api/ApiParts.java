package io.dormouse.streams.api;

import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.kit.topics.TopicWriter;
import io.dormouse.language.wire.AnnouncedSchemas;
import io.dormouse.streams.history.HistoryIndex;
import java.util.function.BooleanSupplier;

/**
 * Parts of the program that the control API uses. They remain the caller's to close, after the API.
 *
 * @param streamsRunning true while the topology runs, for {@code /ready}
 * @param schemas read beside those of this program
 */
public record ApiParts(
    KafkaSettings kafka,
    TopicWriter writer,
    BooleanSupplier streamsRunning,
    AnnouncedSchemas schemas,
    HistoryIndex history) {}
