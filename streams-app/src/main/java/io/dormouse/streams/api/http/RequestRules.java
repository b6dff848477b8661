package io.dormouse.streams.api.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a request's head must keep to before its body is read; breaches are {@link Problem}s. */
final class RequestRules {

  private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD);

  private RequestRules() {}

  /** A page of another origin must not write through its visitor's browser. */
  static void checkOrigin(HttpServerRequest request) {
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin == null || READS.contains(request.method())) {
      return;
    }
    String host = request.getHeader(HttpHeaders.HOST);
    if (host == null || !host.equalsIgnoreCase(authority(origin))) {
      throw new Problem(
          ProblemType.CROSS_ORIGIN,
          "Expected the origin to be '%s', but got '%s'.".formatted(host, origin));
    }
  }

  private static String authority(String origin) {
    try {
      return String.valueOf(URI.create(origin).getAuthority());
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  /** The query's parameters, all of them known to the route. */
  static MultiMap query(HttpServerRequest request, Route route) {
    MultiMap query;
    try {
      query = request.params();
    } catch (IllegalArgumentException e) {
      throw new Problem(
          ProblemType.INVALID_REQUEST,
          "Expected a query in URI form, but got '%s'.".formatted(request.query()));
    }
    for (String name : query.names()) {
      if (!route.query().contains(name)) {
        throw new Problem(
            ProblemType.INVALID_REQUEST,
            "Expected no other query parameters than %s, but got '%s'."
                .formatted(new TreeSet<>(route.query()), name));
      }
    }
    return query;
  }

  static void checkBody(HttpServerRequest request, Route route) {
    if (!BodyIntake.announced(request)) {
      return;
    }
    if (route.body() == Route.Body.NONE) {
      throw new Problem(ProblemType.INVALID_REQUEST, "Expected no body, but got one.");
    }
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
    if (!isJson(type)) {
      throw new Problem(
          ProblemType.UNSUPPORTED_MEDIA_TYPE,
          "Expected the Content-Type application/json, but got %s."
              .formatted(type == null ? "none" : "'" + type + "'"));
    }
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      throw new Problem(
          ProblemType.UNSUPPORTED_MEDIA_TYPE,
          "Expected no Content-Encoding, but got '%s'.".formatted(encoding));
    }
  }

  private static boolean isJson(@Nullable String type) {
    return type != null
        && type.split(";", 2)[0].trim().toLowerCase(Locale.ROOT).equals("application/json");
  }
}
