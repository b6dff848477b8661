package io.dormouse.core.instance;

import io.dormouse.core.instance.InstanceInput.BlueprintChanged;
import io.dormouse.core.instance.InstanceInput.Commanded;
import io.dormouse.core.instance.InstanceInput.DeadlinePassed;
import io.dormouse.core.instance.InstanceInput.Provisioned;
import io.dormouse.core.instance.InstanceInput.Reported;
import io.dormouse.core.instance.InstanceInput.Used;
import io.dormouse.core.instance.state.InstanceEvolution;
import io.dormouse.core.instance.state.InstanceState;
import io.dormouse.core.instance.state.InstanceState.Existing;
import io.dormouse.core.instance.state.InstanceState.Living;
import io.dormouse.language.command.Rejection;
import io.dormouse.language.command.RejectionReason;
import io.dormouse.language.command.Verdict;
import io.dormouse.language.instance.EventId;
import io.dormouse.language.instance.InstanceEvent;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceView;
import io.dormouse.language.instance.RecordedEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One turn of an instance: its state meets an input.
 *
 * @param context of the decision
 */
public record InstanceTurn(
    InstanceId id, InstanceState state, InstanceInput input, DecisionContext context) {

  /**
   * All that follows from a turn. Nothing is left to decide for who stores and forwards it.
   *
   * @param events new ones, in order; without one the state and the view are as before
   * @param view null if there is no living instance
   * @param deadline null if it stays as it is
   * @param effects commands and messages to others
   * @param cause id of the last event, else of the input; ids of effects derive from it
   * @param rejection for the sender of a command that changed nothing
   */
  public record TurnResult(
      List<RecordedEvent> events,
      InstanceState after,
      @Nullable InstanceView view,
      @Nullable Deadline deadline,
      List<InstanceEffect> effects,
      String cause,
      @Nullable Rejection rejection) {

    public TurnResult {
      events = List.copyOf(events);
      effects = List.copyOf(effects);
    }
  }

  /**
   * Time at which an instance is looked at again.
   *
   * @param at null for never
   */
  public record Deadline(@Nullable Instant at) {}

  /** One event between two states. */
  record Step(InstanceState before, RecordedEvent event, Existing after) {}

  /** Decides, and resolves the decision. */
  public TurnResult take() {
    return resolve(decide());
  }

  Decision decide() {
    return switch (input) {
      case Commanded(var envelope) ->
          InstanceDecider.decide(id, state, envelope.command(), context);
      case Reported(var report) -> ReplicaDecider.decide(state, report, context);
      case Provisioned(var report) -> ResourceDecider.decide(state, report);
      case Used(var report) -> ReplicaDecider.recordActivity(state, report, context);
      case BlueprintChanged(var blueprint) -> PolicyDecider.blueprintChanged(state, blueprint);
      case DeadlinePassed() -> DeadlineDecider.checkDeadline(state, context);
    };
  }

  /** Numbers and dates the events, folds them into the state, and collects what follows. */
  TurnResult resolve(Decision decision) {
    List<Step> steps = steps(decision);
    InstanceState after = steps.isEmpty() ? state : steps.getLast().after();
    List<RecordedEvent> events = steps.stream().map(Step::event).toList();
    boolean looksAgain = !steps.isEmpty() || input instanceof DeadlinePassed;
    return new TurnResult(
        events,
        after,
        after instanceof Living living ? InstanceViews.of(living) : null,
        looksAgain ? new Deadline(deadline(after)) : null,
        InstanceReactor.react(this, decision, steps),
        events.isEmpty() ? context.command().value() : events.getLast().id().value(),
        rejection(decision));
  }

  private List<Step> steps(Decision decision) {
    if (!(decision instanceof Decision.Accepted(var accepted))) {
      return List.of();
    }
    if (accepted.isEmpty()) {
      throw new IllegalStateException("Expected an accepted decision to have events.");
    }
    List<Step> steps = new ArrayList<>();
    InstanceState current = state;
    for (InstanceEvent event : accepted) {
      RecordedEvent recorded = record(event, sequence(current) + 1);
      Existing next = InstanceEvolution.evolve(current, recorded);
      steps.add(new Step(current, recorded, next));
      current = next;
    }
    return steps;
  }

  private @Nullable Instant deadline(InstanceState after) {
    return DeadlineDecider.deadline(after, context.activity(), context.now()).orElse(null);
  }

  private @Nullable Rejection rejection(Decision decision) {
    return switch (decision) {
      case Decision.Accepted accepted -> null;
      case Decision.Ignored(var reason, var message) -> rejection(Verdict.IGNORED, reason, message);
      case Decision.Rejected(var reason, var message) ->
          rejection(Verdict.REJECTED, reason, message);
    };
  }

  private @Nullable Rejection rejection(Verdict verdict, RejectionReason reason, String message) {
    return input instanceof Commanded(var envelope)
        ? new Rejection(
            envelope.id(),
            envelope.actor(),
            id.value(),
            verdict,
            reason,
            message,
            state instanceof Living living ? InstanceViews.legalActions(living) : List.of())
        : null;
  }

  private RecordedEvent record(InstanceEvent event, long sequence) {
    return new RecordedEvent(
        EventId.of(context.command(), id, sequence),
        id,
        sequence,
        context.now(),
        context.command(),
        context.actor(),
        event);
  }

  private static long sequence(InstanceState state) {
    return state instanceof Existing existing ? existing.sequence() : 0;
  }
}
