package io.dormouse.streams.api.http;

import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Set;

/**
 * Method and path of an endpoint.
 *
 * @param template segments of the path; {@code {id}} stands for any one segment
 * @param query names of the allowed query parameters
 */
public record Route(
    HttpMethod method, List<String> template, Set<String> query, Body body, Endpoint endpoint) {

  /** Presence of a body in requests. */
  public enum Body {
    NONE,
    OPTIONAL,
    JSON
  }

  public Route {
    template = List.copyOf(template);
    query = Set.copyOf(query);
  }

  public static Route get(String path, Endpoint endpoint, String... query) {
    return new Route(HttpMethod.GET, segments(path), Set.of(query), Body.NONE, endpoint);
  }

  public static Route post(String path, Body body, Endpoint endpoint) {
    return new Route(HttpMethod.POST, segments(path), Set.of(), body, endpoint);
  }

  public static Route put(String path, Endpoint endpoint) {
    return new Route(HttpMethod.PUT, segments(path), Set.of(), Body.JSON, endpoint);
  }

  public static Route delete(String path, Endpoint endpoint) {
    return new Route(HttpMethod.DELETE, segments(path), Set.of(), Body.NONE, endpoint);
  }

  /** The same route with another endpoint. */
  public Route to(Endpoint other) {
    return new Route(method, template, query, body, other);
  }

  static List<String> segments(String path) {
    return List.of(path.substring(1).split("/", -1));
  }
}
