package io.dormouse.edge.route;

import io.dormouse.language.blueprint.Timeouts;
import io.dormouse.language.domain.RouteTarget;

/** The decision of the routes on a request. */
public sealed interface RouteDecision {

  /**
   * The request goes to this target.
   *
   * @param timeouts for a target without time-outs of its own
   */
  record Onward(RouteTarget target, Timeouts timeouts) implements RouteDecision {}

  /** The client is redirected to this absolute address. */
  record Redirected(String location) implements RouteDecision {}

  /** The request asks for the rules of robots, which the edge answers. */
  record RobotsAsked(boolean welcome) implements RouteDecision {}

  /** No domain of that name is known. */
  record Unknown() implements RouteDecision {}
}
