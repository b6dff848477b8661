package io.dormouse.core.blueprint;

import io.dormouse.language.blueprint.Blueprint;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.owner.Plan;

/** Changes of the blueprint and the plan of one name. */
public sealed interface BlueprintEvent {

  /** The command that was accepted. */
  CommandId causedBy();

  /** The blueprint has a new version. */
  record BlueprintPut(Blueprint blueprint, CommandId causedBy) implements BlueprintEvent {}

  /** The plan is new, or has other terms. */
  record PlanPut(Plan plan, CommandId causedBy) implements BlueprintEvent {}

  /** The plan is gone. */
  record PlanRemoved(CommandId causedBy) implements BlueprintEvent {}
}
