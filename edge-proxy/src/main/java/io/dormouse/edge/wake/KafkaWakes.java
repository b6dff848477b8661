package io.dormouse.edge.wake;

import io.dormouse.schemas.instance.Actor;
import io.dormouse.schemas.instance.ActorKind;
import io.dormouse.schemas.instance.Cause;
import io.dormouse.schemas.instance.CommandEnvelope;
import io.dormouse.schemas.instance.CommandId;
import io.dormouse.schemas.instance.InstanceCommand.WakeInstance;
import io.dormouse.schemas.instance.InstanceId;
import io.dormouse.schemas.instance.WakingRequest;
import io.dormouse.schemas.topics.Topic;
import io.dormouse.schemas.topics.TopicWriter;
import io.dormouse.schemas.wire.Codecs;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Writes wakes to the topic of instance commands. */
public final class KafkaWakes implements Wakes {

  private final TopicWriter writer;
  private final Actor edge;
  private final Duration timeout;

  public KafkaWakes(TopicWriter writer, String edgeId, Duration timeout) {
    this.writer = writer;
    this.edge = new Actor(ActorKind.EDGE, edgeId);
    this.timeout = timeout;
  }

  @Override
  public CompletionStage<?> wake(InstanceId instance, WakingRequest why) {
    CommandId id = new CommandId(edge.id() + "-" + UUID.randomUUID());
    CommandEnvelope command = new CommandEnvelope(id, edge, new WakeInstance(Cause.by(why)));
    return writer
        .write(Topic.INSTANCE_COMMANDS, instance.value(), Codecs.INSTANCE_COMMAND, command)
        .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }
}
