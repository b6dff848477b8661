package io.dormouse.edge.route;

import io.dormouse.language.blueprint.Timeouts;
import io.dormouse.language.domain.RouteTarget;

/** What the routes make of a request. */
public sealed interface RouteDecision {

  /**
   * It goes there.
   *
   * @param timeouts for a target that says nothing of them itself
   */
  record Onward(RouteTarget target, Timeouts timeouts) implements RouteDecision {}

  /** Its client is to ask there; an absolute address. */
  record Redirected(String location) implements RouteDecision {}

  /** It asks for the rules of robots, which the edge answers. */
  record RobotsAsked(boolean welcome) implements RouteDecision {}

  /** Nothing is known by that name. */
  record Unknown() implements RouteDecision {}
}
