package io.dormouse.streams.instance;

import io.dormouse.language.instance.RecordedEvent;
import io.dormouse.streams.placement.SchedulerShell;
import java.util.ArrayList;
import java.util.List;

/** Histories of instances of the random walk. */
public final class WalkHistories {

  private static final int STEPS = 160;

  private WalkHistories() {}

  /** The histories of so many walks; those of another walk may be of an instance of the same id. */
  public static List<List<RecordedEvent>> of(long seed, int walks) {
    List<List<RecordedEvent>> histories = new ArrayList<>();
    InstanceShell shell = new InstanceShell();
    SchedulerShell scheduler = new SchedulerShell();
    for (int walk = 0; walk < walks; walk++) {
      WalkWorld world = new WalkWorld(seed + walk, shell, scheduler);
      WalkSteps steps = new WalkSteps(world);
      steps.begin();
      for (int i = 0; i < STEPS; i++) {
        steps.step();
      }
      world.instances.stream()
          .map(world.checks::events)
          .filter(events -> !events.isEmpty())
          .forEach(histories::add);
    }
    return histories;
  }
}
