package io.dormouse.language.blueprint;

import io.dormouse.language.owner.PlanId;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rule by which an unused instance is put to sleep. */
public sealed interface PassivationPolicy {

  Duration SHORTEST_IDLE = Duration.ofSeconds(2);

  Duration LONGEST_IDLE = Duration.ofDays(365);

  /** The most plans of one policy, and the most windows of one kind. */
  int MOST_PARTS = 20;

  FixedIdle DEFAULT = new FixedIdle(Duration.ofMinutes(30), PassivationAction.PASSIVATE);

  /** The policy of an instance on that plan, or on none. */
  SinglePolicy of(@Nullable PlanId plan);

  /** A policy that does not ask for the plan. */
  sealed interface SinglePolicy extends PassivationPolicy {

    /** Longest time without use, counted from ready or from the last use, outside all windows. */
    Duration idle();

    /** True if an instance is never put to sleep for want of use. */
    boolean keepsAwake();

    @Override
    default SinglePolicy of(@Nullable PlanId plan) {
      return this;
    }
  }

  /**
   * One idle time, or none at all.
   *
   * <p>The constructor throws {@link IllegalArgumentException} if idle is under {@link
   * #SHORTEST_IDLE} or over {@link #LONGEST_IDLE}.
   *
   * @param idle longest time without use, counted from ready or from the last use
   */
  record FixedIdle(Duration idle, PassivationAction action) implements SinglePolicy {

    public FixedIdle {
      checkIdle(idle);
    }

    @Override
    public boolean keepsAwake() {
      return action == PassivationAction.KEEP_AWAKE;
    }
  }

  /**
   * An idle time, and windows of the week in which another rule holds. Inside an awake window an
   * instance is not put to sleep for want of use; none is woken by it. Inside a quiet window, and
   * outside all awake ones, the window's idle time holds, the shortest of several.
   *
   * <p>The constructor throws {@link IllegalArgumentException} if an idle time is out of its
   * bounds, or there is no window, or more than {@link #MOST_PARTS} of a kind.
   *
   * @param idle idle time outside all windows
   * @param zone time zone of the windows
   */
  record WindowedIdle(Duration idle, ZoneName zone, List<Window> awake, List<QuietWindow> quiet)
      implements SinglePolicy {

    public WindowedIdle {
      checkIdle(idle);
      awake = List.copyOf(awake);
      quiet = List.copyOf(quiet);
      if (awake.isEmpty() && quiet.isEmpty()) {
        throw new IllegalArgumentException(
            "Expected a policy with a time zone to have an awake or a quiet window, but got none.");
      }
      checkParts("awake windows", awake.size());
      checkParts("quiet windows", quiet.size());
    }

    @Override
    public boolean keepsAwake() {
      return false;
    }
  }

  /**
   * A window of the week with an idle time of its own.
   *
   * <p>The constructor throws {@link IllegalArgumentException} as that of {@link Window} does, or
   * if the idle time is out of its bounds.
   */
  record QuietWindow(List<DayOfWeek> days, TimeOfDay from, TimeOfDay to, Duration idle) {

    public QuietWindow {
      days = new Window(days, from, to).days();
      checkIdle(idle);
    }

    /** The span of time. */
    public Window window() {
      return new Window(days, from, to);
    }
  }

  /**
   * A policy for each plan.
   *
   * <p>The constructor throws {@link IllegalArgumentException} if there is no plan, or more than
   * {@link #MOST_PARTS}, or a name that is none of a plan.
   *
   * @param plans policies by the ids of plans
   * @param otherwise policy of instances on another plan, or on none
   */
  record IdleByPlan(Map<String, SinglePolicy> plans, SinglePolicy otherwise)
      implements PassivationPolicy {

    public IdleByPlan {
      plans = Map.copyOf(plans);
      plans.keySet().forEach(PlanId::new);
      if (plans.isEmpty()) {
        throw new IllegalArgumentException(
            "Expected a policy by plan to name a plan, but got none.");
      }
      checkParts("plans", plans.size());
    }

    @Override
    public SinglePolicy of(@Nullable PlanId plan) {
      return plan == null ? otherwise : plans.getOrDefault(plan.value(), otherwise);
    }
  }

  private static void checkIdle(Duration idle) {
    if (idle.compareTo(SHORTEST_IDLE) < 0 || idle.compareTo(LONGEST_IDLE) > 0) {
      throw new IllegalArgumentException(
          "Expected an idle time from 2s to 365d, but got %s.".formatted(idle));
    }
  }

  private static void checkParts(String what, int number) {
    if (number > MOST_PARTS) {
      throw new IllegalArgumentException(
          "Expected at most %d %s, but got %d.".formatted(MOST_PARTS, what, number));
    }
  }
}
