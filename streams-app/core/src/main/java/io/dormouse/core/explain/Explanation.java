package io.dormouse.core.explain;

import io.dormouse.core.instance.state.InstanceEvolution;
import io.dormouse.core.instance.state.InstanceState;
import io.dormouse.core.instance.state.InstanceState.Existing;
import io.dormouse.language.instance.InstanceStatus;
import io.dormouse.language.instance.RecordedEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The way of an instance to its state: the newest turns of the brain that changed its status.
 * Events are added in their order.
 */
public final class Explanation {

  /**
   * A turn that changed the status.
   *
   * @param events its events that did
   * @param status the status after them
   */
  public record Step(List<RecordedEvent> events, InstanceStatus status) {

    public Step {
      events = List.copyOf(events);
    }

    /** The event that began it. */
    public RecordedEvent first() {
      return events.getFirst();
    }

    /** The events in a sentence. */
    public String text() {
      return events.stream().map(EventText::of).collect(Collectors.joining("; "));
    }

    private boolean isOfTurn(RecordedEvent event) {
      return first().causedBy().equals(event.causedBy());
    }

    private Step with(RecordedEvent event, InstanceStatus after) {
      return new Step(Stream.concat(events.stream(), Stream.of(event)).toList(), after);
    }
  }

  private final int most;
  private final Deque<Step> steps = new ArrayDeque<>();
  private InstanceState state = new InstanceState.None();

  /**
   * Nothing yet.
   *
   * @param most number of steps that are kept, the newest ones
   */
  public Explanation(int most) {
    this.most = most;
  }

  /**
   * Adds the next event.
   *
   * @throws IllegalStateException if it cannot follow those before
   */
  public void add(RecordedEvent event) {
    InstanceStatus before = state instanceof Existing existing ? existing.status() : null;
    Existing after = InstanceEvolution.evolve(state, event);
    if (after.status() != before) {
      add(event, after.status());
    }
    state = after;
  }

  private void add(RecordedEvent event, InstanceStatus after) {
    Step last = steps.peekLast();
    if (last != null && last.isOfTurn(event)) {
      steps.removeLast();
      steps.addLast(last.with(event, after));
      return;
    }
    if (steps.size() == most) {
      steps.removeFirst();
    }
    steps.addLast(new Step(List.of(event), after));
  }

  /** The state after all events. */
  public InstanceState state() {
    return state;
  }

  /** The steps, the newest first. */
  public List<Step> steps() {
    return List.copyOf(steps).reversed();
  }
}
