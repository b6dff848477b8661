package io.dormouse.core.whatif;

import io.dormouse.core.instance.state.Facts;
import io.dormouse.language.blueprint.BlueprintId;
import io.dormouse.language.host.StartPhases;
import io.dormouse.language.instance.InstanceEvent.InstanceRequested;
import io.dormouse.language.instance.InstanceEvent.InstanceStarted;
import io.dormouse.language.instance.RecordedEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Times that starts took, by the hosts' clocks, of each blueprint. */
public final class StartTimes {

  private final Map<BlueprintId, WaitHistogram> byBlueprint = new HashMap<>();

  /** Adds the starts of one instance. */
  public void add(List<RecordedEvent> history) {
    BlueprintId blueprint = null;
    for (RecordedEvent event : history) {
      if (event.event() instanceof InstanceRequested requested) {
        blueprint = requested.blueprint();
      } else if (blueprint != null && event.event() instanceof InstanceStarted started) {
        StartPhases phases = started.phases();
        if (phases.accepted() != null && phases.ready() != null) {
          byBlueprint
              .computeIfAbsent(blueprint, b -> new WaitHistogram())
              .add(Duration.between(phases.accepted(), phases.ready()));
        }
      }
    }
  }

  /** The median of the instance's latest starts, else of its blueprint's, else ten seconds. */
  Duration expected(Facts facts) {
    WaitHistogram ofBlueprint = byBlueprint.get(facts.origin().blueprint());
    return facts.startDurations().isEmpty() && ofBlueprint != null
        ? ofBlueprint.percentile(50)
        : facts.expectedStart();
  }
}
