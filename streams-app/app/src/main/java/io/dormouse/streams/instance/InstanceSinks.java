package io.dormouse.streams.instance;

import io.dormouse.core.DerivedId;
import io.dormouse.core.instance.InstanceEffect;
import io.dormouse.core.instance.InstanceEffect.ToDomains;
import io.dormouse.core.instance.InstanceEffect.ToHost;
import io.dormouse.core.instance.InstanceEffect.ToOwner;
import io.dormouse.core.instance.InstanceEffect.ToProvisioner;
import io.dormouse.core.instance.InstanceEffect.ToScheduler;
import io.dormouse.core.instance.InstanceTurn.TurnResult;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.Rejection;
import io.dormouse.language.domain.DomainCommandEnvelope;
import io.dormouse.language.host.HostCommand;
import io.dormouse.language.host.PlacementMessage;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceView;
import io.dormouse.language.instance.RecordedEvent;
import io.dormouse.language.owner.OwnerMessage;
import io.dormouse.language.resources.ResourceCommand;
import io.dormouse.language.topics.HostCommandKey;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.topology.Outbox.TurnWrites;
import io.dormouse.streams.topology.Sink;
import java.util.List;

/** The sinks of a turn's results. */
final class InstanceSinks {

  static final Sink<RecordedEvent> EVENTS =
      new Sink<>("instance-events-sink", Topic.INSTANCE_EVENTS, Codecs.INSTANCE_EVENT);
  static final Sink<InstanceView> VIEWS =
      new Sink<>("instances-sink", Topic.INSTANCES, Codecs.INSTANCE_VIEW);
  static final Sink<Rejection> REJECTIONS =
      new Sink<>("instance-rejections-sink", Topic.REJECTIONS, Codecs.REJECTION);
  static final Sink<HostCommand> HOST_COMMANDS =
      Sink.partitionedBy(
          "host-commands-sink",
          Topic.HOST_COMMANDS,
          Codecs.HOST_COMMAND,
          (key, command) -> HostCommandKey.parse(key).host().value());
  static final Sink<ResourceCommand> RESOURCE_COMMANDS =
      new Sink<>("resource-commands-sink", Topic.RESOURCE_COMMANDS, Codecs.RESOURCE_COMMAND);
  static final Sink<OwnerMessage> OWNERS =
      new Sink<>("instance-owner-messages-sink", Topic.OWNER_MESSAGES, Codecs.OWNER_MESSAGE);
  static final Sink<PlacementMessage> PLACEMENT =
      new Sink<>("placement-sink", Topic.PLACEMENT, Codecs.PLACEMENT);
  static final Sink<DomainCommandEnvelope> DOMAIN_COMMANDS =
      new Sink<>("instance-domain-commands-sink", Topic.DOMAIN_COMMANDS, Codecs.DOMAIN_COMMAND);

  /** All of them. */
  static final List<Sink<?>> ALL =
      List.of(
          EVENTS,
          VIEWS,
          REJECTIONS,
          PLACEMENT,
          RESOURCE_COMMANDS,
          OWNERS,
          DOMAIN_COMMANDS,
          HOST_COMMANDS);

  private InstanceSinks() {}

  /** Adds all that a turn sends. */
  static void add(InstanceId id, TurnResult result, TurnWrites writes) {
    result.events().forEach(event -> writes.send(EVENTS, id.value(), event));
    if (!result.events().isEmpty()) {
      writes.send(VIEWS, id.value(), result.view());
    }
    Rejection rejection = result.rejection();
    if (rejection != null) {
      writes.send(REJECTIONS, rejection.subject(), rejection);
    }
    result.effects().forEach(effect -> add(effect, id, result.cause(), writes));
  }

  private static void add(InstanceEffect effect, InstanceId id, String cause, TurnWrites writes) {
    switch (effect) {
      case ToHost(var key, var command) -> writes.send(HOST_COMMANDS, key.toString(), command);
      case ToProvisioner(var command) -> writes.send(RESOURCE_COMMANDS, id.value(), command);
      case ToOwner(var message) -> writes.send(OWNERS, message.owner().value(), message);
      case ToScheduler(var pool, var message) -> writes.send(PLACEMENT, pool.value(), message);
      case ToDomains(var command) ->
          writes.send(
              DOMAIN_COMMANDS,
              command.domain().value(),
              new DomainCommandEnvelope(
                  DerivedId.of(cause + "+" + command.domain()),
                  Actor.system("instance " + id),
                  command));
    }
  }
}
