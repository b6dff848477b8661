package io.dormouse.kit.topics;

import io.dormouse.kit.retry.RepeatedWrites;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes records that cannot be decoded or handled to the dead letters, each with a line in the
 * log.
 */
public final class DeadLetters {

  private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

  private final TopicWriter writer;

  public DeadLetters(TopicWriter writer) {
    this.writer = writer;
  }

  /** Writes the record once; a failure to do so is logged. */
  public void put(ConsumerRecord<byte[], byte[]> raw, RuntimeException reason) {
    log(raw, reason);
    writer
        .writeDeadLetter(raw, reason)
        .whenComplete((written, failure) -> {
          if (failure != null) {
            LOG.atError().setMessage("dead letter not written").setCause(failure).log();
          }
        });
  }

  /** Writes the record as often as it takes. */
  public CompletableFuture<Void> putUntilWritten(
      ConsumerRecord<byte[], byte[]> raw, RuntimeException reason, RepeatedWrites writes) {
    log(raw, reason);
    return writes.untilWritten(
        () -> writer.writeDeadLetter(raw, reason),
        failure -> LOG.atWarn().setMessage("dead letter not written, will try again").log());
  }

  private static void log(ConsumerRecord<byte[], byte[]> raw, RuntimeException reason) {
    LOG.atWarn()
        .setMessage("record put to the dead letters")
        .addKeyValue("topic", raw.topic())
        .addKeyValue("partition", raw.partition())
        .addKeyValue("offset", raw.offset())
        .addKeyValue("reason", reason.getMessage())
        .log();
  }
}
