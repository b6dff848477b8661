package io.dormouse.core.instance;

import static io.dormouse.core.instance.Decision.accept;
import static io.dormouse.core.instance.Decision.alreadySo;

import io.dormouse.core.instance.Decision.Rejected;
import io.dormouse.core.instance.state.Facts;
import io.dormouse.core.instance.state.InstanceState;
import io.dormouse.core.instance.state.InstanceState.Living;
import io.dormouse.core.instance.state.InstanceState.Removing;
import io.dormouse.language.blueprint.Blueprint;
import io.dormouse.language.blueprint.PassivationPolicy;
import io.dormouse.language.command.RejectionReason;
import io.dormouse.language.instance.InstanceCommand.ChangePolicy;
import io.dormouse.language.instance.InstanceEvent.PolicyChanged;

/** Decisions on the passivation policy of an instance: its own, or that of its blueprint. */
final class PolicyDecider {

  private PolicyDecider() {}

  static Decision change(Living state, ChangePolicy change, DecisionContext context) {
    if (state instanceof Removing) {
      return InstanceDecider.notLegal(state, "a change of its policy");
    }
    PassivationPolicy own = change.passivation();
    return own == null ? follow(state, context) : keep(state, own);
  }

  private static Decision keep(Living state, PassivationPolicy own) {
    Facts facts = state.facts();
    return !facts.followsBlueprint() && facts.passivation().equals(own)
        ? alreadySo("'%s' has this policy already.".formatted(state.id()))
        : accept(new PolicyChanged(own, null));
  }

  private static Decision follow(Living state, DecisionContext context) {
    Facts facts = state.facts();
    Blueprint blueprint = context.blueprint();
    if (blueprint == null) {
      return new Rejected(
          RejectionReason.UNKNOWN_BLUEPRINT,
          "Expected '%s' to have a blueprint to follow, but there is none called '%s'."
              .formatted(state.id(), facts.origin().blueprint()));
    }
    return facts.followsBlueprint() && facts.passivation().equals(blueprint.passivation())
        ? alreadySo(
            "'%s' follows the blueprint '%s' already.".formatted(state.id(), blueprint.id()))
        : accept(new PolicyChanged(blueprint.passivation(), blueprint.version()));
  }

  /** The decision on a version of a blueprint, if the instance follows it. */
  static Decision blueprintChanged(InstanceState state, Blueprint blueprint) {
    return state instanceof Living living
            && !(state instanceof Removing)
            && living.facts().origin().blueprint().equals(blueprint.id())
            && living.facts().followsOlderThan(blueprint.version())
            && !living.facts().passivation().equals(blueprint.passivation())
        ? accept(new PolicyChanged(blueprint.passivation(), blueprint.version()))
        : alreadySo("The policy of the blueprint '%s' changes nothing.".formatted(blueprint.id()));
  }
}
