package io.dormouse.core.instance;

import io.dormouse.core.instance.state.InstanceEvolution;
import io.dormouse.core.instance.state.InstanceState;
import io.dormouse.core.instance.state.InstanceState.Existing;
import io.dormouse.language.instance.EventId;
import io.dormouse.language.instance.InstanceEvent;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.RecordedEvent;
import java.util.ArrayList;
import java.util.List;

/** One turn of an instance: its state and the context of the decision. */
public record InstanceTurn(InstanceId id, InstanceState state, DecisionContext context) {

  /** Result of an accepted decision. */
  public record TurnResult(
      InstanceState before,
      List<RecordedEvent> events,
      Existing after,
      List<InstanceEffect> effects) {}

  /** Numbers and dates the events, folds them into the state, and collects their effects. */
  public TurnResult accept(Decision.Accepted accepted) {
    List<RecordedEvent> events = new ArrayList<>();
    List<InstanceEffect> effects = new ArrayList<>();
    InstanceState current = state;
    for (InstanceEvent event : accepted.events()) {
      RecordedEvent recorded = record(event, sequence(current) + 1);
      Existing next = InstanceEvolution.evolve(current, recorded);
      effects.addAll(InstanceReactor.react(current, recorded, next));
      events.add(recorded);
      current = next;
    }
    if (!(current instanceof Existing after)) {
      throw new IllegalStateException("Expected an accepted decision to have events.");
    }
    effects.addAll(InstanceReactor.settle(state, after));
    return new TurnResult(state, events, after, InstanceReactor.net(effects));
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
