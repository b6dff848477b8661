package io.dormouse.edge.wake;

import io.dormouse.language.instance.InstanceView;

/** The end of waiting for an instance. */
public sealed interface WaitOutcome {

  /** It serves. */
  record Ready(InstanceView view) implements WaitOutcome {}

  /** It will not serve: failed, stopped or gone. */
  record Ended(Standing standing) implements WaitOutcome {}

  /** The wake was written, or none is needed; for pages. */
  record WakeKnown(InstanceView view) implements WaitOutcome {}

  /** The wake could not be written. */
  record WakeNotWritten(InstanceView view) implements WaitOutcome {}

  /** There was no place to wait. */
  record NoPlace(InstanceView view) implements WaitOutcome {}

  /** It may not be woken now, because a limit of wakes was reached. */
  record WakeRefused(InstanceView view, WakeLimits.Refusal refusal) implements WaitOutcome {}

  /** Its view changed, or the pause is over: a stranded request is routed anew. */
  record Moved() implements WaitOutcome {}

  /** It took too long. */
  record TooLong(InstanceView view) implements WaitOutcome {}

  /** The edge closes. */
  record Closing() implements WaitOutcome {}
}
