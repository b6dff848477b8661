package io.dormouse.streams;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;

/** Counts the records that stores take from their changelogs since the last look. */
final class Restoration implements StateRestoreListener {

  private static final String CHANGELOG = "-changelog";

  private final AtomicLong records = new AtomicLong();

  /** The records since the last call. */
  long take() {
    return records.getAndSet(0);
  }

  @Override
  public void onBatchRestored(
      TopicPartition partition, String store, long batchEndOffset, long numRestored) {
    // Tables of other topics are in memory, and are always read from the start.
    if (partition.topic().endsWith(CHANGELOG)) {
      records.addAndGet(numRestored);
    }
  }

  @Override
  public void onRestoreStart(
      TopicPartition partition, String store, long startingOffset, long endingOffset) {}

  @Override
  public void onRestoreEnd(TopicPartition partition, String store, long totalRestored) {}
}
