package io.dormouse.edge.wake;

import io.dormouse.language.instance.InstanceView;
import io.vertx.core.Context;
import io.vertx.core.Handler;

/** One who waits; hears of the outcome once, on its own event loop. */
final class Waiter {

  /** What is waited for. */
  enum Kind {
    /** A request that is held until the instance serves. */
    HELD,
    /** A request that is held since its instance should serve, and takes no connection. */
    STRANDED,
    /** A page that needs to know only whether the wake was written. */
    PAGE,
    /** A page that was sent and hears how it goes on. */
    WATCH
  }

  private final Kind kind;
  private final InstanceView seen;
  private final Context context;
  private final Handler<Outcome> onOutcome;

  Waiter(Kind kind, InstanceView seen, Context context, Handler<Outcome> onOutcome) {
    this.kind = kind;
    this.seen = seen;
    this.context = context;
    this.onOutcome = onOutcome;
  }

  /** Whether it is a request that is held. */
  boolean isHeld() {
    return kind == Kind.HELD || kind == Kind.STRANDED;
  }

  Kind kind() {
    return kind;
  }

  InstanceView seen() {
    return seen;
  }

  void tell(Outcome outcome) {
    context.runOnContext(loop -> onOutcome.handle(outcome));
  }
}
