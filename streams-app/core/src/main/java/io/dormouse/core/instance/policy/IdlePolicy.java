package io.dormouse.core.instance.policy;

import io.dormouse.language.blueprint.PassivationAction;
import io.dormouse.language.blueprint.PassivationPolicy;
import io.dormouse.language.cause.PassivationInputs;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Idle time of a running instance: nothing is open, and nothing was used since the later of ready
 * and the last activity.
 */
public record IdlePolicy(PassivationPolicy policy, Instant readyAt, ActivityLedger activity) {

  public static final String VERSION = "idle/1";

  /** The inputs of a passivation that is due. */
  public Optional<PassivationInputs> due(Instant now) {
    Duration idleFor = Duration.between(lastUse(), now);
    int open = activity.openConnections(now);
    boolean due =
        policy.action() == PassivationAction.PASSIVATE
            && open == 0
            && idleFor.compareTo(policy.idle()) >= 0;
    return due
        ? Optional.of(new PassivationInputs(readyAt, lastUse(), open, policy.idle(), idleFor))
        : Optional.empty();
  }

  /** The next check, if the instance is to sleep at all. */
  public Optional<Instant> lookAgain(Instant now) {
    if (policy.action() == PassivationAction.KEEP_AWAKE) {
      return Optional.empty();
    }
    Instant idle = lastUse().plus(policy.idle());
    return Optional.of(idle.isAfter(now) ? idle : now.plus(policy.idle()));
  }

  private Instant lastUse() {
    return activity.lastUse().isAfter(readyAt) ? activity.lastUse() : readyAt;
  }
}
