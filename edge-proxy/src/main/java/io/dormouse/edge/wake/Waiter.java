package io.dormouse.edge.wake;

import io.dormouse.language.instance.InstanceView;
import io.vertx.core.Context;
import io.vertx.core.Handler;

/** A request or page that waits; it gets the outcome once, on its own event loop. */
final class Waiter {

  /** The purpose of the wait. */
  enum Purpose {
    /** A request that is held until the instance serves. */
    HELD,
    /** A request that is held since its instance should serve, and takes no connection. */
    STRANDED,
    /** A page that only needs to know that the wake was written. */
    PAGE,
    /** A page that was sent and listens for the outcome. */
    WATCH
  }

  private final Purpose purpose;
  private final InstanceView seen;
  private final Context context;
  private final Handler<WaitOutcome> onOutcome;

  Waiter(Purpose purpose, InstanceView seen, Context context, Handler<WaitOutcome> onOutcome) {
    this.purpose = purpose;
    this.seen = seen;
    this.context = context;
    this.onOutcome = onOutcome;
  }

  /** True if it is a request that is held. */
  boolean isHeld() {
    return purpose == Purpose.HELD || purpose == Purpose.STRANDED;
  }

  Purpose purpose() {
    return purpose;
  }

  InstanceView seen() {
    return seen;
  }

  void tell(WaitOutcome outcome) {
    context.runOnContext(loop -> onOutcome.handle(outcome));
  }
}
