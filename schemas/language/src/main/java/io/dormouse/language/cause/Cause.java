package io.dormouse.language.cause;

import org.jspecify.annotations.Nullable;

/**
 * Reason for a start or a stop.
 *
 * @param request the request that woke the instance, if the kind is {@link CauseKind#REQUEST}
 */
public record Cause(CauseKind kind, @Nullable WakingRequest request) {

  public static Cause of(CauseKind kind) {
    return new Cause(kind, null);
  }

  public static Cause by(WakingRequest request) {
    return new Cause(CauseKind.REQUEST, request);
  }
}
