package io.dormouse.edge.forward;

import io.dormouse.edge.answer.Answer;
import io.dormouse.language.instance.InstanceView;
import java.time.Duration;

/**
 * The result of forwarding that ended without a backend's answer: the pipeline's next step. An
 * exchange that a backend answered has no such result; it is finished when the answer ends.
 */
public sealed interface ForwardResult {

  /** No backend will answer. The edge gives this answer itself. */
  record GiveUp(Answer answer) implements ForwardResult {}

  /** Another attempt may succeed: the request is routed anew at once. */
  record Reroute() implements ForwardResult {}

  /** A fixed target takes no connection: the request is routed anew after this pause. */
  record RetryAfter(Duration pause) implements ForwardResult {}

  /**
   * No replica of a running instance took the request, and it may be sent again: it is held until
   * the instance's view changes.
   *
   * @param otherwise the answer if the view does not change in time
   */
  record AwaitChange(InstanceView view, Answer otherwise) implements ForwardResult {}
}
