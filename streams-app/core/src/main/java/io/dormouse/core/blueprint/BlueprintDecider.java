package io.dormouse.core.blueprint;

import io.dormouse.core.blueprint.BlueprintEvent.BlueprintPut;
import io.dormouse.core.blueprint.BlueprintEvent.PlanPut;
import io.dormouse.core.blueprint.BlueprintEvent.PlanRemoved;
import io.dormouse.language.blueprint.Blueprint;
import io.dormouse.language.blueprint.BlueprintCommand.PutBlueprint;
import io.dormouse.language.blueprint.BlueprintCommand.PutPlan;
import io.dormouse.language.blueprint.BlueprintCommand.RemovePlan;
import io.dormouse.language.blueprint.BlueprintCommandEnvelope;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.command.RejectionReason;
import io.dormouse.language.command.Verdict;
import java.util.List;

/** Decisions about blueprints and plans. Each change of a blueprint is its next version. */
public final class BlueprintDecider {

  private BlueprintDecider() {}

  /** The decision on a command. */
  public sealed interface BlueprintDecision {

    record Accepted(BlueprintEvent event) implements BlueprintDecision {}

    /** Nothing changes. */
    record Refused(Verdict verdict, RejectionReason reason, String message)
        implements BlueprintDecision {}
  }

  public static BlueprintDecision decide(BlueprintState state, BlueprintCommandEnvelope envelope) {
    CommandId id = envelope.id();
    List<CommandId> before = state.recentCommands();
    if (before.contains(id)) {
      return ignored(
          RejectionReason.DUPLICATE,
          "Expected a new command id, but '%s' was accepted before.".formatted(id));
    }
    if (before.stream().anyMatch(id::reusesKeyOf)) {
      return rejected(
          RejectionReason.DUPLICATE,
          "Expected a new Idempotency-Key, but another command was accepted under that of '%s'."
              .formatted(id));
    }
    return switch (envelope.command()) {
      case PutBlueprint put -> put(state, put, envelope);
      case PutPlan put -> put(state, put, id);
      case RemovePlan remove -> remove(state, remove, id);
    };
  }

  private static BlueprintDecision put(
      BlueprintState state, PutBlueprint put, BlueprintCommandEnvelope envelope) {
    CommandId id = envelope.id();
    Blueprint current = state.blueprint();
    int version = current == null ? 0 : current.version();
    Integer expected = put.expectedVersion();
    if (expected != null && expected != version) {
      return rejected(
          RejectionReason.OUTDATED,
          "Expected the present version %d, or none, but got %d.".formatted(version, expected));
    }
    if (current != null && put.isContentOf(current)) {
      return ignored(
          RejectionReason.ALREADY_SO,
          "Version %d of the blueprint '%s' has this content.".formatted(version, put.id()));
    }
    return new BlueprintDecision.Accepted(
        new BlueprintPut(put.version(version + 1, id, envelope.actor()), id));
  }

  private static BlueprintDecision put(BlueprintState state, PutPlan put, CommandId id) {
    return put.plan().equals(state.plan())
        ? ignored(
            RejectionReason.ALREADY_SO,
            "The plan '%s' has these terms already.".formatted(put.plan().id()))
        : new BlueprintDecision.Accepted(new PlanPut(put.plan(), id));
  }

  private static BlueprintDecision remove(BlueprintState state, RemovePlan remove, CommandId id) {
    return state.plan() == null
        ? rejected(
            RejectionReason.UNKNOWN_PLAN,
            "Expected the id of a plan, but there is none called '%s'.".formatted(remove.plan()))
        : new BlueprintDecision.Accepted(new PlanRemoved(id));
  }

  private static BlueprintDecision ignored(RejectionReason reason, String message) {
    return new BlueprintDecision.Refused(Verdict.IGNORED, reason, message);
  }

  private static BlueprintDecision rejected(RejectionReason reason, String message) {
    return new BlueprintDecision.Refused(Verdict.REJECTED, reason, message);
  }
}
