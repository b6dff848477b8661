package io.dormouse.streams.api.http;

import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Set;

/**
 * Method and path of an endpoint, and who may use it.
 *
 * @param template segments of the path; {@code {id}} stands for any one segment
 * @param query names of the allowed query parameters
 */
public record Route(
    HttpMethod method,
    List<String> template,
    Permission permission,
    Set<String> query,
    Body body,
    RouteHandler handler) {

  /** Presence of a body in requests. */
  public enum Body {
    NONE,
    OPTIONAL,
    JSON,
    /** JSON values, one a line. The handler gets an empty body and answers with its lines. */
    LINES
  }

  public Route {
    template = List.copyOf(template);
    query = Set.copyOf(query);
  }

  public static Route get(
      Permission permission, String path, RouteHandler handler, String... query) {
    return new Route(HttpMethod.GET, segments(path), permission, Set.of(query), Body.NONE, handler);
  }

  public static Route post(Permission permission, String path, Body body, RouteHandler handler) {
    return new Route(HttpMethod.POST, segments(path), permission, Set.of(), body, handler);
  }

  public static Route put(Permission permission, String path, RouteHandler handler) {
    return new Route(HttpMethod.PUT, segments(path), permission, Set.of(), Body.JSON, handler);
  }

  public static Route delete(Permission permission, String path, RouteHandler handler) {
    return new Route(HttpMethod.DELETE, segments(path), permission, Set.of(), Body.NONE, handler);
  }

  /** The same route with another handler. */
  public Route to(RouteHandler other) {
    return new Route(method, template, permission, query, body, other);
  }

  /** Method and path, as in {@code GET /v1/instances/{id}}. */
  @Override
  public String toString() {
    return method.name() + " /" + String.join("/", template);
  }

  static List<String> segments(String path) {
    return List.of(path.substring(1).split("/", -1));
  }
}
