package io.dormouse.edge.wake;

import io.dormouse.kit.topics.TopicWriter;
import io.dormouse.language.cause.Cause;
import io.dormouse.language.cause.WakingRequest;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.ActorKind;
import io.dormouse.language.command.CommandEnvelope;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.instance.InstanceCommand.WakeInstance;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes wakes to the topic of instance commands. After a wake that could not be written, the next
 * ones fail at once instead of waiting as long. One is tried now and then, until one succeeds.
 */
public final class KafkaWakes implements Wakes {

  private final TopicWriter writer;
  private final Actor edge;
  private final Duration timeout;
  private final AtomicLong failedAt = new AtomicLong();
  private volatile boolean failing;

  /**
   * @param writer gives up what takes longer than the time-out
   * @param timeout the time without a try after a failure
   */
  public KafkaWakes(TopicWriter writer, String edgeId, Duration timeout) {
    this.writer = writer;
    this.edge = new Actor(ActorKind.EDGE, edgeId);
    this.timeout = timeout;
  }

  @Override
  public CompletionStage<?> wake(InstanceId instance, WakingRequest why) {
    if (failing && !mayTry()) {
      return CompletableFuture.failedFuture(
          new TimeoutException("Expected the broker to take wakes, but it took none just now."));
    }
    CommandId id = new CommandId(edge.id() + "-" + UUID.randomUUID());
    CommandEnvelope command = new CommandEnvelope(id, edge, new WakeInstance(Cause.by(why)));
    return writer
        .write(Topic.INSTANCE_COMMANDS, instance.value(), Codecs.INSTANCE_COMMAND, command)
        .whenComplete((written, failure) -> settled(failure != null));
  }

  private void settled(boolean failed) {
    failedAt.set(System.nanoTime());
    failing = failed;
  }

  /** Admits one try at a time; a caller that may try takes the turn of the next. */
  private boolean mayTry() {
    long last = failedAt.get();
    long now = System.nanoTime();
    return now - last >= timeout.toNanos() && failedAt.compareAndSet(last, now);
  }
}
