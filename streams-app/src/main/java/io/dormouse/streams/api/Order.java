package io.dormouse.streams.api;

import io.dormouse.schemas.domain.DomainCommand;
import io.dormouse.schemas.domain.DomainCommand.ClaimDomain;
import io.dormouse.schemas.domain.DomainCommand.ReleaseDomain;
import io.dormouse.schemas.domain.DomainCommandEnvelope;
import io.dormouse.schemas.instance.CommandEnvelope;
import io.dormouse.schemas.instance.CommandId;
import io.dormouse.schemas.instance.InstanceCommand;
import io.dormouse.schemas.instance.InstanceId;
import io.dormouse.schemas.topics.Topic;
import io.dormouse.schemas.wire.Codec;
import io.dormouse.schemas.wire.Codecs;
import java.util.Set;

/**
 * A command, where it is written, and what will show that it was decided.
 *
 * @param signs any one of them
 */
record Order<T>(CommandId id, Topic topic, String key, Message<T> message, Set<Sign> signs) {

  /** A value with how it is written. */
  record Message<T>(Codec<T> codec, T value) {}

  static Order<CommandEnvelope> to(InstanceId instance, Caller caller, InstanceCommand command) {
    return new Order<>(
        caller.command(),
        Topic.INSTANCE_COMMANDS,
        instance.value(),
        new Message<>(
            Codecs.INSTANCE_COMMAND,
            new CommandEnvelope(caller.command(), caller.actor(), command)),
        Set.of(new Sign.Caused(caller.command())));
  }

  static Order<DomainCommandEnvelope> of(Caller caller, DomainCommand command) {
    Sign caused = new Sign.Caused(caller.command());
    return new Order<>(
        caller.command(),
        Topic.DOMAIN_COMMANDS,
        command.domain().value(),
        new Message<>(
            Codecs.DOMAIN_COMMAND,
            new DomainCommandEnvelope(caller.command(), caller.actor(), command)),
        switch (command) {
          case ClaimDomain claim -> Set.of(caused);
          case ReleaseDomain release -> Set.of(caused, new Sign.Released(release.domain()));
        });
  }
}
