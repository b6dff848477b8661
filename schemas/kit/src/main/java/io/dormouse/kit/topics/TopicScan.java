package io.dormouse.kit.topics;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** One reading of a topic, from its start to the end that it has when the reading begins. */
public final class TopicScan {

  private static final Duration POLL = Duration.ofMillis(200);

  /** Time without any new record after which the broker counts as gone. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private TopicScan() {}

  /**
   * Reads all partitions of a topic; records that come meanwhile are left out.
   *
   * @throws UnknownTopicOrPartitionException if there is no such topic
   * @throws org.apache.kafka.common.KafkaException if Kafka does not answer in time
   */
  public static void read(
      KafkaConsumer<byte[], byte[]> consumer,
      String topic,
      Consumer<ConsumerRecord<byte[], byte[]>> handler) {
    List<TopicPartition> partitions = partitions(consumer, topic);
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    long quietSince = System.nanoTime();
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        quietSince = System.nanoTime();
        long end = ends.getOrDefault(new TopicPartition(topic, record.partition()), 0L);
        if (record.offset() < end) {
          handler.accept(record);
        }
      }
      if (System.nanoTime() - quietSince > PATIENCE.toNanos()) {
        throw new TimeoutException(
            "Expected to read %s to its end, but nothing more came for %d s."
                .formatted(topic, PATIENCE.toSeconds()));
      }
    }
  }

  private static List<TopicPartition> partitions(
      KafkaConsumer<byte[], byte[]> consumer, String topic) {
    List<PartitionInfo> found = consumer.partitionsFor(topic);
    if (found == null || found.isEmpty()) {
      throw new UnknownTopicOrPartitionException(
          "Expected the topic %s (topics.prefix), but there is none.".formatted(topic));
    }
    return found.stream().map(one -> new TopicPartition(topic, one.partition())).toList();
  }
}
