package io.dormouse.edge.wake;

import io.dormouse.language.instance.InstanceView;

/** How waiting for an instance ended. */
public sealed interface Outcome {

  /** It serves. */
  record Ready(InstanceView view) implements Outcome {}

  /** It will not serve: failed, stopped or gone. */
  record Ended(Standing standing) implements Outcome {}

  /** The wake was written, or none is needed; for those who only asked for that. */
  record WakeKnown(InstanceView view) implements Outcome {}

  /** The wake could not be written. */
  record WakeNotWritten(InstanceView view) implements Outcome {}

  /** There was no place to wait. */
  record NoPlace(InstanceView view) implements Outcome {}

  /** It may not be woken now: too many were. */
  record Refused(InstanceView view, WakeLimits.Refusal refusal) implements Outcome {}

  /** It should have served before, and may do so now, or not any more. */
  record Moved() implements Outcome {}

  /** It took too long. */
  record TooLong(InstanceView view) implements Outcome {}

  /** The edge closes. */
  record Closing() implements Outcome {}
}
