package io.dormouse.streams.instance;

import io.dormouse.schemas.instance.EventId;
import io.dormouse.schemas.instance.InstanceEvent;
import io.dormouse.schemas.instance.InstanceId;
import io.dormouse.schemas.instance.RecordedEvent;
import io.dormouse.streams.instance.InstanceState.Existing;
import java.util.ArrayList;
import java.util.List;

/**
 * One turn of an instance: its state, and what the decision may know. Pure: what comes of it is a
 * value.
 */
record InstanceTurn(InstanceId id, InstanceState state, DecisionContext context) {

  /** What an accepted decision comes to. */
  record Outcome(
      InstanceState before,
      List<RecordedEvent> events,
      Existing after,
      List<InstanceEffect> effects) {}

  /** Numbers and dates the events, folds them into the state, and gathers what follows. */
  Outcome accept(Decision.Accepted accepted) {
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
    return new Outcome(state, events, after, InstanceReactor.net(effects));
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
