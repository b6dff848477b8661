package io.dormouse.language.cause;

import org.jspecify.annotations.Nullable;

/**
 * Why something was started or stopped.
 *
 * @param request the request that woke it, when the kind is {@link CauseKind#REQUEST}
 */
public record Cause(CauseKind kind, @Nullable WakingRequest request) {

  public static Cause of(CauseKind kind) {
    return new Cause(kind, null);
  }

  public static Cause by(WakingRequest request) {
    return new Cause(CauseKind.REQUEST, request);
  }
}
