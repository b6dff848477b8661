package io.dormouse.core.instance.policy;

import io.dormouse.language.blueprint.PassivationPolicy;
import io.dormouse.language.blueprint.PassivationPolicy.FixedIdle;
import io.dormouse.language.blueprint.PassivationPolicy.IdleByPlan;
import io.dormouse.language.blueprint.PassivationPolicy.SinglePolicy;
import io.dormouse.language.blueprint.PassivationPolicy.WindowedIdle;
import io.dormouse.language.cause.PassivationInputs;
import io.dormouse.language.owner.PlanId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Idle time of a running instance: nothing is open, and nothing was used since the later of ready
 * and the last activity.
 *
 * @param plan plan of the instance, or null
 */
public record IdlePolicy(
    PassivationPolicy policy, @Nullable PlanId plan, Instant readyAt, ActivityLedger activity) {

  /** Version of the rule, which the name of a policy ends with. */
  static final int VERSION = 2;

  /** Changes of windows that one look goes through before it asks for another. */
  private static final int MOST_CHANGES = 32;

  private static final Duration WEEK = Duration.ofDays(7);

  /** The inputs of a passivation that is due. */
  public Optional<PassivationInputs> due(Instant now) {
    Duration idleFor = Duration.between(lastUse(), now);
    int open = activity.openConnections(now);
    return idleAt(now)
        .filter(idle -> open == 0 && idleFor.compareTo(idle) >= 0)
        .map(idle -> new PassivationInputs(readyAt, lastUse(), open, idle, idleFor));
  }

  /** The next check, if the instance is to sleep at all. */
  public Optional<Instant> lookAgain(Instant now) {
    return switch (policy.of(plan)) {
      case FixedIdle fixed when fixed.keepsAwake() -> Optional.empty();
      case FixedIdle fixed -> {
        Instant idle = lastUse().plus(fixed.idle());
        yield Optional.of(idle.isAfter(now) ? idle : now.plus(fixed.idle()));
      }
      case WindowedIdle windowed -> Optional.of(lookAgain(WindowSchedule.of(windowed), now));
    };
  }

  private Instant lookAgain(WindowSchedule schedule, Instant now) {
    Instant from = now;
    for (int changes = 0; changes < MOST_CHANGES; changes++) {
      Instant until = schedule.nextChange(from).orElse(from.plus(WEEK));
      Optional<Duration> idle = schedule.idleAt(from);
      if (idle.isPresent()) {
        Instant due = later(from, lastUse().plus(idle.get()));
        Instant look = due.isAfter(now) ? due : now.plus(idle.get());
        if (look.isBefore(until)) {
          return look;
        }
      }
      from = until;
    }
    return from;
  }

  /** The name of the policy that holds then, with the version of the rule. */
  public String name(Instant now) {
    SinglePolicy single = policy.of(plan);
    String rule =
        switch (single) {
          case FixedIdle fixed -> PolicyName.of(fixed);
          case WindowedIdle windowed ->
              WindowSchedule.of(windowed)
                  .quietAt(now)
                  .map(idle -> "quiet-" + PolicyName.length(idle))
                  .orElseGet(() -> PolicyName.idle(windowed.idle()));
        };
    boolean ofPlan =
        plan != null
            && policy instanceof IdleByPlan byPlan
            && byPlan.plans().containsKey(plan.value());
    return "%s%s/%d".formatted(ofPlan ? "plan-" + plan + "-" : "", rule, VERSION);
  }

  /** The idle time that holds then; empty while the instance is not to sleep. */
  private Optional<Duration> idleAt(Instant now) {
    return switch (policy.of(plan)) {
      case FixedIdle fixed -> Optional.of(fixed.idle()).filter(idle -> !fixed.keepsAwake());
      case WindowedIdle windowed -> WindowSchedule.of(windowed).idleAt(now);
    };
  }

  private Instant lastUse() {
    return later(activity.lastUse(), readyAt);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
