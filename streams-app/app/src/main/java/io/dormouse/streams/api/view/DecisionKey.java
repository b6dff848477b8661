package io.dormouse.streams.api.view;

import io.dormouse.language.command.CommandId;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.owner.Plan;
import io.dormouse.language.owner.PlanId;

/** Key under which the decision on a command arrives. */
public sealed interface DecisionKey {

  /** The decision's record names the command. */
  record ByCommand(CommandId command) implements DecisionKey {}

  /** The domain's tombstone, which cannot name a command. */
  record ByRelease(DomainName domain) implements DecisionKey {}

  /** The plan itself, whose record does not name a command. */
  record ByPlan(Plan plan) implements DecisionKey {}

  /** The plan's tombstone. */
  record ByRemoval(PlanId plan) implements DecisionKey {}
}
