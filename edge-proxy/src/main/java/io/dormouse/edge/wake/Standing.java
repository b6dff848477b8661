package io.dormouse.edge.wake;

import io.dormouse.language.instance.Backoff;
import io.dormouse.language.instance.InstanceView;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The meaning of an instance's view for a request to it. */
public sealed interface Standing {

  /** The instance serves at the endpoints of the view. */
  record Awake(InstanceView view) implements Standing {}

  /**
   * It does not serve, but can.
   *
   * @param needsWake true if nothing happens unless somebody wakes it; false while its resources
   *     are made, since it cannot be woken yet
   */
  record Sleeping(InstanceView view, boolean needsWake) implements Standing {}

  /** Its resources could not be made; nothing happens until an operator repairs that. */
  record WithoutResources(InstanceView view) implements Standing {}

  /** It failed and is not to be tried again yet. */
  record Failed(InstanceView view) implements Standing {}

  /** Somebody stopped it; requests do not wake it. */
  record Stopped() implements Standing {}

  /** Somebody deleted it, and something of it is still there; requests do not wake it. */
  record Deleted(InstanceView view) implements Standing {}

  /** It does not exist any more. */
  record Gone() implements Standing {}

  /** Interprets a view by this clock; a null view is that of an instance that is gone. */
  static Standing of(@Nullable InstanceView view, InstantSource clock) {
    if (view == null) {
      return new Gone();
    }
    return switch (view.status()) {
      case RUNNING -> view.endpoints().isEmpty() ? new Sleeping(view, false) : new Awake(view);
      case REQUESTED, FENCING ->
          resourcesFailed(view) ? new WithoutResources(view) : new Sleeping(view, false);
      case ASLEEP -> new Sleeping(view, true);
      case QUEUED, STARTING -> new Sleeping(view, false);
      case STOPPING -> new Sleeping(view, !view.wakePending());
      case FAILED -> backsOff(view, clock.instant()) ? new Failed(view) : new Sleeping(view, true);
      case STOPPED -> new Stopped();
      case RETIRED, REMOVING -> new Deleted(view);
      case DELETED -> new Gone();
    };
  }

  private static boolean resourcesFailed(InstanceView view) {
    return view.resources() != null && view.resources().failure() != null;
  }

  private static boolean backsOff(InstanceView view, Instant now) {
    Backoff backoff = view.backoff();
    return backoff != null && now.isBefore(backoff.retryAt()) && !startsAgainAtOnce(view);
  }

  /**
   * True if it failed with a backoff that was over from the start, whatever this machine's clock
   * says.
   */
  static boolean startsAgainAtOnce(InstanceView view) {
    Backoff backoff = view.backoff();
    return backoff != null && !backoff.retryAt().isAfter(view.since());
  }
}
