package io.dormouse.core.owner;

import io.dormouse.language.domain.RouteTarget;
import io.dormouse.language.instance.InstanceView;
import io.dormouse.language.owner.SignUpView;
import io.dormouse.language.resources.ResourcesView;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Progress of a sign-up as its waiting page shows it. */
public enum SignUpPhase {
  /** Not decided yet. */
  WAITING,
  /** Accepted; bucket, schema and domain are being made. */
  MAKING,
  /** The instance's page opens. */
  READY,
  REFUSED,
  /** An operator has to act; the instance's view says why. */
  FAILED,
  /** The instance existed and is deleted. */
  DELETED;

  /** Time within which the view of an accepted instance appears. */
  private static final Duration VIEW_DELAY = Duration.ofMinutes(1);

  /** True if the page need not wait any longer. */
  public boolean isLast() {
    return this != WAITING && this != MAKING;
  }

  /**
   * The phase at a moment.
   *
   * @param instance the instance made for the sign-up, or null if there is no view of it
   * @param target target of the domain that was asked for, or null while it leads nowhere
   */
  public static SignUpPhase of(
      SignUpView signUp,
      @Nullable InstanceView instance,
      @Nullable RouteTarget target,
      Instant now) {
    return switch (signUp.outcome()) {
      case WAITING -> WAITING;
      case REFUSED -> REFUSED;
      case ACCEPTED -> instance == null ? withoutView(signUp, now) : of(instance, target);
    };
  }

  private static SignUpPhase withoutView(SignUpView signUp, Instant now) {
    return signUp.since().plus(VIEW_DELAY).isAfter(now) ? MAKING : DELETED;
  }

  private static SignUpPhase of(InstanceView instance, @Nullable RouteTarget target) {
    ResourcesView resources = instance.resources();
    return switch (instance.status()) {
      case REQUESTED -> resources != null && resources.failedStep() != null ? FAILED : MAKING;
      case ASLEEP, QUEUED, STARTING, RUNNING, STOPPING, STOPPED, FENCING ->
          routed(instance, target);
      case FAILED -> FAILED;
      case DELETED, RETIRED, REMOVING -> DELETED;
    };
  }

  /** The domain may have gone to somebody else who asked for it at the same moment. */
  private static SignUpPhase routed(InstanceView instance, @Nullable RouteTarget target) {
    if (target == null) {
      return MAKING;
    }
    return target.equals(new RouteTarget.ToInstance(instance.id())) ? READY : FAILED;
  }
}
