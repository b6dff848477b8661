package io.dormouse.core.instance.policy;

import io.dormouse.language.blueprint.PassivationPolicy;
import io.dormouse.language.blueprint.PassivationPolicy.FixedIdle;
import io.dormouse.language.blueprint.PassivationPolicy.IdleByPlan;
import io.dormouse.language.blueprint.PassivationPolicy.WindowedIdle;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Short names of passivation policies, for events and sentences. */
public final class PolicyName {

  private PolicyName() {}

  /** The name, such as {@code idle-30m}. */
  public static String of(PassivationPolicy policy) {
    return switch (policy) {
      case FixedIdle fixed -> fixed.keepsAwake() ? "keep-awake" : idle(fixed.idle());
      case WindowedIdle windowed ->
          "%s-with-%d-windows"
              .formatted(idle(windowed.idle()), windowed.awake().size() + windowed.quiet().size());
      case IdleByPlan byPlan ->
          new TreeMap<>(byPlan.plans())
              .entrySet().stream()
                  .map(PolicyName::plan)
                  .collect(Collectors.joining("-", "", "-else-" + of(byPlan.otherwise())));
    };
  }

  private static String plan(Map.Entry<String, ? extends PassivationPolicy> entry) {
    return "plan-" + entry.getKey() + "-" + of(entry.getValue());
  }

  static String idle(Duration idle) {
    return "idle-" + length(idle);
  }

  /** The length in the largest unit that needs no fraction. */
  static String length(Duration time) {
    if (time.toMillisPart() != 0) {
      return time.toMillis() + "ms";
    } else if (time.toSecondsPart() != 0) {
      return time.toSeconds() + "s";
    } else if (time.toMinutesPart() != 0) {
      return time.toMinutes() + "m";
    }
    return time.toHoursPart() != 0 || time.isZero() ? time.toHours() + "h" : time.toDays() + "d";
  }
}
