package io.dormouse.streams.api.command;

import io.dormouse.language.command.CommandEnvelope;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.domain.DomainCommand;
import io.dormouse.language.domain.DomainCommand.ClaimDomain;
import io.dormouse.language.domain.DomainCommand.ReleaseDomain;
import io.dormouse.language.domain.DomainCommandEnvelope;
import io.dormouse.language.instance.InstanceCommand;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codec;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.api.view.Sign;
import java.util.Set;

/**
 * A command, where it is written, and what will show that it was decided.
 *
 * @param signs any one of them
 */
public record Order<T>(CommandId id, Topic topic, String key, Message<T> message, Set<Sign> signs) {

  /** A value with how it is written. */
  record Message<T>(Codec<T> codec, T value) {}

  public static Order<CommandEnvelope> to(
      InstanceId instance, Caller caller, InstanceCommand command) {
    return new Order<>(
        caller.command(),
        Topic.INSTANCE_COMMANDS,
        instance.value(),
        new Message<>(
            Codecs.INSTANCE_COMMAND,
            new CommandEnvelope(caller.command(), caller.actor(), command)),
        Set.of(new Sign.Caused(caller.command())));
  }

  public static Order<DomainCommandEnvelope> of(Caller caller, DomainCommand command) {
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
