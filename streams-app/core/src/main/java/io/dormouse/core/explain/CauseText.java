package io.dormouse.core.explain;

import io.dormouse.language.cause.Cause;
import io.dormouse.language.cause.WakingRequest;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.ActorKind;
import java.util.Locale;

/** Causes and actors in words. */
final class CauseText {

  private CauseText() {}

  /** The part of a sentence that says why something was done. */
  static String by(Cause cause, Actor actor) {
    return switch (cause.kind()) {
      case REQUEST ->
          cause.request() == null ? "by a request" : "by the request " + of(cause.request());
      case API -> "by %s through the API".formatted(of(actor));
      case OPERATOR -> "by the operator " + actor.id();
      case SCHEDULE -> "by its schedule";
      case DEPENDENCY -> "for an instance that depends on it";
      case POLICY ->
          actor.kind() == ActorKind.POLICY
              ? "by the policy " + actor.id()
              : "by its policy, after a report of " + of(actor);
      case HOST_LOST -> "because its host was lost";
      case DRAIN -> "because its host is drained";
      case UPGRADE -> "for an upgrade";
      case ROOM -> "for want of room";
    };
  }

  private static String of(WakingRequest request) {
    return "%s %s from %s"
        .formatted(request.method(), request.pathClass(), request.userAgentFamily());
  }

  static String of(Actor actor) {
    return "%s %s".formatted(words(actor.kind()), actor.id());
  }

  static String words(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
