package io.dormouse.edge.wake;

import io.dormouse.language.cause.WakingRequest;
import io.dormouse.language.instance.InstanceId;
import java.util.concurrent.CompletionStage;

/** A writer of wakes. */
public interface Wakes {

  /**
   * Asks for the instance to be woken. Never blocks.
   *
   * @return done when the wake is safely written; fails when it could not be in time
   */
  CompletionStage<?> wake(InstanceId instance, WakingRequest why);
}
