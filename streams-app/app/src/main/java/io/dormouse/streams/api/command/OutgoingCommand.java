package io.dormouse.streams.api.command;

import io.dormouse.language.blueprint.BlueprintCommand;
import io.dormouse.language.blueprint.BlueprintCommand.PutBlueprint;
import io.dormouse.language.blueprint.BlueprintCommand.PutPlan;
import io.dormouse.language.blueprint.BlueprintCommand.RemovePlan;
import io.dormouse.language.blueprint.BlueprintCommandEnvelope;
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
import io.dormouse.streams.api.view.DecisionKey;
import java.util.Set;

/**
 * A command, its topic, and the keys under which its decision arrives.
 *
 * @param keys each of them announces the decision
 */
public record OutgoingCommand<T>(
    CommandId id, Topic topic, String key, Payload<T> payload, Set<DecisionKey> keys) {

  /** A value with its codec. */
  record Payload<T>(Codec<T> codec, T value) {}

  public static OutgoingCommand<CommandEnvelope> to(
      InstanceId instance, Caller caller, InstanceCommand command) {
    return new OutgoingCommand<>(
        caller.command(),
        Topic.INSTANCE_COMMANDS,
        instance.value(),
        new Payload<>(
            Codecs.INSTANCE_COMMAND,
            new CommandEnvelope(caller.command(), caller.actor(), command)),
        Set.of(new DecisionKey.ByCommand(caller.command())));
  }

  public static OutgoingCommand<DomainCommandEnvelope> of(Caller caller, DomainCommand command) {
    DecisionKey caused = new DecisionKey.ByCommand(caller.command());
    return new OutgoingCommand<>(
        caller.command(),
        Topic.DOMAIN_COMMANDS,
        command.domain().value(),
        new Payload<>(
            Codecs.DOMAIN_COMMAND,
            new DomainCommandEnvelope(caller.command(), caller.actor(), command)),
        switch (command) {
          case ClaimDomain claim -> Set.of(caused);
          case ReleaseDomain release -> Set.of(caused, new DecisionKey.ByRelease(release.domain()));
        });
  }

  public static OutgoingCommand<BlueprintCommandEnvelope> of(
      Caller caller, BlueprintCommand command) {
    DecisionKey caused = new DecisionKey.ByCommand(caller.command());
    return new OutgoingCommand<>(
        caller.command(),
        Topic.BLUEPRINT_COMMANDS,
        command.name(),
        new Payload<>(
            Codecs.BLUEPRINT_COMMAND,
            new BlueprintCommandEnvelope(caller.command(), caller.actor(), command)),
        switch (command) {
          case PutBlueprint put -> Set.of(caused);
          case PutPlan put -> Set.of(caused, new DecisionKey.ByPlan(put.plan()));
          case RemovePlan remove -> Set.of(caused, new DecisionKey.ByRemoval(remove.plan()));
        });
  }
}
