package io.dormouse.edge.forward.replica;

import io.dormouse.edge.forward.pool.Backend;
import org.jspecify.annotations.Nullable;

/**
 * The destination of one attempt.
 *
 * @param replica of an instance; null for a fixed target
 * @param token that the client has to show from now on; null if it already does, or need not
 */
public record Destination(Backend backend, @Nullable Replica replica, @Nullable String token) {

  /** A fixed target outside. */
  public static Destination outside(Backend backend) {
    return new Destination(backend, null, null);
  }

  /** The cookie that the client has to take; null for none. */
  public @Nullable String cookie(boolean secure) {
    return token == null ? null : Stickiness.setting(token, secure);
  }

  /** Counts a request at its replica. */
  public void enter() {
    if (replica != null) {
      replica.enter();
    }
  }

  public void leave() {
    if (replica != null) {
      replica.leave();
    }
  }
}
