package io.dormouse.core.instance;

import io.dormouse.core.DerivedId;
import io.dormouse.core.instance.state.InstanceState;
import io.dormouse.core.instance.state.InstanceState.Existing;
import io.dormouse.language.activity.ActivityReport;
import io.dormouse.language.blueprint.Blueprint;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.ActorKind;
import io.dormouse.language.command.CommandEnvelope;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.host.ReplicaReport;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.resources.ResourceReport;
import java.util.Objects;

/** Input of an instance: a record of a topic, or the time. */
public sealed interface InstanceInput {

  record Commanded(CommandEnvelope envelope) implements InstanceInput {}

  record Reported(ReplicaReport report) implements InstanceInput {}

  record Provisioned(ResourceReport report) implements InstanceInput {}

  record Used(ActivityReport report) implements InstanceInput {}

  /** The newest version of its blueprint. */
  record BlueprintChanged(Blueprint blueprint) implements InstanceInput {}

  /** The instance's deadline has passed. */
  record DeadlinePassed() implements InstanceInput {}

  /** The one from whom the input comes. */
  default Actor actor() {
    return switch (this) {
      case Commanded(var envelope) -> envelope.actor();
      case Reported(var report) -> new Actor(ActorKind.HOST, report.host().value());
      case Provisioned(var report) -> Actor.system("provisioner " + report.provisioner());
      case Used(var report) -> new Actor(ActorKind.EDGE, report.edge());
      case BlueprintChanged(var blueprint) ->
          Objects.requireNonNullElse(blueprint.changer(), Actor.system("blueprints"));
      case DeadlinePassed() -> Actor.policy("deadline");
    };
  }

  /**
   * The id of the input. One without an id gets one that is unique, since every accepted input
   * changes the sequence.
   */
  default CommandId id(InstanceId instance, InstanceState state) {
    return switch (this) {
      case Commanded(var envelope) -> envelope.id();
      case Reported(var report) -> report.id();
      case Provisioned(var report) -> report.id();
      case Used(var report) -> derived(instance, state, "activity-" + report.edge());
      case BlueprintChanged(var blueprint) ->
          blueprint.changedBy() == null
              ? derived(instance, state, "blueprint-" + blueprint.version())
              : blueprint.changedBy();
      case DeadlinePassed() -> derived(instance, state, "deadline");
    };
  }

  private static CommandId derived(InstanceId instance, InstanceState state, String what) {
    long sequence = state instanceof Existing existing ? existing.sequence() : 0;
    return DerivedId.of("%s-%d-%s".formatted(instance, sequence, what));
  }
}
