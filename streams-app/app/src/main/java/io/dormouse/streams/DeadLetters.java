package io.dormouse.streams;

import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.language.topics.Topic;
import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;
import org.apache.kafka.streams.errors.LogAndContinueProcessingExceptionHandler;

/**
 * A record that cannot be decoded or processed goes to the dead letters and stops nobody. From the
 * tables that every task has whole, Kafka Streams 4.3 only logs it: the control API, which reads
 * the same topics, puts it there.
 */
final class DeadLetters {

  private DeadLetters() {}

  @SuppressWarnings("deprecation") // the switch for tables goes in Kafka 5, where it is always on
  static Map<String, Object> properties(KafkaSettings kafka) {
    return Map.of(
        StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG,
        kafka.name(Topic.DEAD_LETTERS),
        StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
        LogAndContinueExceptionHandler.class,
        StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
        LogAndContinueProcessingExceptionHandler.class,
        StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG,
        true);
  }
}
