package io.dormouse.edge.route;

import io.dormouse.edge.client.Client;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.domain.DomainOptions;
import io.dormouse.language.domain.DomainRoute;
import io.dormouse.language.domain.Robots;
import io.vertx.core.http.HttpMethod;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The policy of routes. Clients are redirected to registered names only, at most once for all
 * reasons together, and never in circles.
 *
 * @param wwwRedirect true if {@code www.x} stands for {@code x}, and {@code x} for {@code www.x},
 *     where only the other one is routed
 */
public record RoutePolicy(boolean wwwRedirect) {

  private static final String WWW = "www.";
  private static final String ROBOTS = "/robots.txt";

  /**
   * Decides on a request.
   *
   * @param target in origin form
   */
  public RouteDecision decide(
      RoutingTable table, Client client, DomainName host, HttpMethod method, String target) {
    Named found = found(table, host);
    if (found == null) {
      return new RouteDecision.Unknown();
    }
    Named settled = canonical(table, found);
    String scheme = settled.options().https() ? "https" : client.scheme();
    if (!settled.name().equals(host) || !scheme.equals(client.scheme())) {
      return new RouteDecision.Redirected(location(scheme, settled.name(), client, target));
    }
    Robots robots = settled.options().robots();
    if (robots != Robots.FORWARD && asksForRobots(method, target)) {
      return new RouteDecision.RobotsAsked(robots == Robots.ALLOW);
    }
    return new RouteDecision.Onward(settled.route().target(), settled.options().timeouts());
  }

  private @Nullable Named found(RoutingTable table, DomainName host) {
    Optional<Named> routed = table.route(host).map(route -> new Named(host, route));
    return routed.or(() -> wwwRedirect ? other(table, host) : Optional.empty()).orElse(null);
  }

  private static Optional<Named> other(RoutingTable table, DomainName host) {
    String name = host.value();
    String other = name.startsWith(WWW) ? name.substring(WWW.length()) : WWW + name;
    if (other.length() > DomainName.LONGEST) {
      return Optional.empty();
    }
    DomainName domain = new DomainName(other);
    return table.exact(domain).map(route -> new Named(domain, route));
  }

  /** The canonical name takes part if it is routed and does not lead on to another one. */
  private static Named canonical(RoutingTable table, Named found) {
    DomainName canonical = found.options().canonical();
    if (canonical == null || canonical.equals(found.name())) {
      return found;
    }
    return table
        .route(canonical)
        .map(route -> new Named(canonical, route))
        .filter(there ->
            there.options().canonical() == null || canonical.equals(there.options().canonical()))
        .orElse(found);
  }

  /** The port that a client uses says nothing of another scheme. */
  private static String location(String scheme, DomainName name, Client client, String target) {
    boolean samePort = client.visiblePort() > 0 && scheme.equals(client.scheme());
    return scheme + "://" + name + (samePort ? ":" + client.visiblePort() : "") + target;
  }

  private static boolean asksForRobots(HttpMethod method, String target) {
    return (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD))
        && (target.equals(ROBOTS) || target.startsWith(ROBOTS + "?"));
  }

  /** A name and its route. */
  private record Named(DomainName name, DomainRoute route) {

    DomainOptions options() {
      return route.options();
    }
  }
}
