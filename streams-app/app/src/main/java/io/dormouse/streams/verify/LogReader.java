package io.dormouse.streams.verify;

import io.dormouse.kit.topics.CommittedConsumer;
import io.dormouse.kit.topics.KafkaSettings;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.CorruptRecordException;

/**
 * Reads a partition from its first record to a given end, which may lie behind transactions that
 * are not decided yet. The hashes of the chain replace the checksums of Kafka, so that a record
 * that was changed on a disk is read and named.
 */
final class LogReader {

  private static final Map<String, Object> BULK =
      Map.of(
          ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
          10_000,
          ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
          4 << 20,
          ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
          32 << 20,
          ConsumerConfig.RECEIVE_BUFFER_CONFIG,
          1 << 20,
          // A fetch that finds nothing holds up the first one of the next partition.
          ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
          10,
          ConsumerConfig.CHECK_CRCS_CONFIG,
          false,
          ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
          false);

  private LogReader() {}

  static KafkaConsumer<byte[], byte[]> open(KafkaSettings kafka) {
    return CommittedConsumer.open(kafka, "verify", BULK);
  }

  /**
   * Gives the check all records of its partition.
   *
   * @throws KafkaException if Kafka does not answer in time
   */
  static void read(KafkaSettings kafka, PartitionCheck check, long end) {
    TopicPartition partition = check.partition();
    try (KafkaConsumer<byte[], byte[]> consumer = open(kafka)) {
      consumer.assign(Set.of(partition));
      consumer.seekToBeginning(Set.of(partition));
      Progress progress = new Progress(partition.toString());
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Progress.POLL)) {
          if (record.offset() < end) {
            check.add(record);
          }
        }
        progress.check(consumer.position(partition));
      }
    } catch (KafkaException e) {
      if (!isSpoiled(e)) {
        throw e;
      }
      check.unreadable(e.getMessage());
      return;
    }
    check.finish();
  }

  /** True if what the broker sent is no record. */
  private static boolean isSpoiled(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CorruptRecordException || cause instanceof InvalidRecordException) {
        return true;
      }
    }
    return false;
  }
}
