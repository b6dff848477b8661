package io.dormouse.streams.api.http;

import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.http.problem.ProblemType;
import io.vertx.core.http.HttpMethod;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the route of a request. */
public final class Router {

  private final List<Route> routes;

  public Router(List<Route> routes) {
    this.routes = List.copyOf(routes);
  }

  /** A route and the values of its variables. */
  public record Match(Route route, Map<String, String> variables) {

    public Match {
      variables = Map.copyOf(variables);
    }
  }

  /** Throws {@link Problem} if the path is unknown, or does not allow the method. */
  public Match match(HttpMethod method, String path) {
    List<Match> here =
        routes.stream().flatMap(route -> at(route, segments(path)).stream()).toList();
    if (here.isEmpty()) {
      throw new Problem(
          ProblemType.UNKNOWN_PATH,
          "Expected a path such as /v1/instances, but got '%s'.".formatted(path));
    }
    return here.stream()
        .filter(match -> serves(match.route().method(), method))
        .findFirst()
        .orElseThrow(() -> notAllowed(method, path, here));
  }

  private static Problem notAllowed(HttpMethod method, String path, List<Match> here) {
    String allowed =
        here.stream()
            .map(match -> match.route().method())
            .flatMap(m -> m.equals(HttpMethod.GET) ? Stream.of(m, HttpMethod.HEAD) : Stream.of(m))
            .map(HttpMethod::name)
            .collect(Collectors.joining(", "));
    return new Problem(
            ProblemType.METHOD_NOT_ALLOWED,
            "Expected one of %s at '%s', but got %s.".formatted(allowed, path, method.name()))
        .withHeader("Allow", allowed);
  }

  private static boolean serves(HttpMethod route, HttpMethod asked) {
    return route.equals(asked) || (route.equals(HttpMethod.GET) && asked.equals(HttpMethod.HEAD));
  }

  private static Optional<Match> at(Route route, List<String> path) {
    if (path.size() != route.template().size()) {
      return Optional.empty();
    }
    Map<String, String> variables = new HashMap<>();
    for (int i = 0; i < path.size(); i++) {
      String expected = route.template().get(i);
      if (expected.startsWith("{")) {
        variables.put(expected.substring(1, expected.length() - 1), path.get(i));
      } else if (!expected.equals(path.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(new Match(route, variables));
  }

  private static List<String> segments(String path) {
    return path.startsWith("/")
        ? Route.segments(path).stream().map(segment -> decoded(path, segment)).toList()
        : List.of();
  }

  private static String decoded(String path, String segment) {
    try {
      return PercentDecoder.decode(segment);
    } catch (IllegalArgumentException e) {
      throw new Problem(
          ProblemType.INVALID_REQUEST,
          "Expected a path in URI form, in which %s, but got '%s'."
              .formatted(e.getMessage(), path));
    }
  }
}
