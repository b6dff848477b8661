package io.dormouse.edge.wake;

import io.dormouse.language.instance.InstanceView;

/** How waiting for an instance ended. */
public sealed interface WaitOutcome {

  /** It serves. */
  record Ready(InstanceView view) implements WaitOutcome {}

  /** It will not serve: failed, stopped or gone. */
  record Ended(Standing standing) implements WaitOutcome {}

  /** The wake was written, or none is needed; for those who only asked for that. */
  record WakeKnown(InstanceView view) implements WaitOutcome {}

  /** The wake could not be written. */
  record WakeNotWritten(InstanceView view) implements WaitOutcome {}

  /** There was no place to wait. */
  record NoPlace(InstanceView view) implements WaitOutcome {}

  /** It may not be woken now: too many were. */
  record WakeRefused(InstanceView view, WakeLimits.Refusal refusal) implements WaitOutcome {}

  /** It should have served before, and may do so now, or not any more. */
  record Moved() implements WaitOutcome {}

  /** It took too long. */
  record TooLong(InstanceView view) implements WaitOutcome {}

  /** The edge closes. */
  record Closing() implements WaitOutcome {}
}
