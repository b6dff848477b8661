package io.dormouse.streams;

import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.language.topics.Topic;
import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;

/**
 * Settings that send undecodable and failing records to the dead letters, so that they stop nobody.
 * Kafka Streams 4.3 only logs those of global tables; the control API, which reads the same topics,
 * sends them to the dead letters.
 */
final class DeadLetterProperties {

  private DeadLetterProperties() {}

  @SuppressWarnings("deprecation") // the switch for tables goes in Kafka 5, where it is always on
  static Map<String, Object> properties(KafkaSettings kafka) {
    return Map.of(
        StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG,
        kafka.name(Topic.DEAD_LETTERS),
        StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
        LogAndContinueExceptionHandler.class,
        StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
        UndecidableRecordHandler.class,
        StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG,
        true);
  }
}
