package io.dormouse.streams.api.http.server;

import io.dormouse.streams.api.http.PercentDecoder;
import io.dormouse.streams.api.http.Route;
import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.http.problem.ProblemType;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks of a request's head before its body is read; violations are {@link Problem}s. */
final class RequestChecks {

  private static final Pattern UTF_8 = Pattern.compile("charset=(\"?)utf-?8\\1");

  private RequestChecks() {}

  /** The query parameters; unknown ones are refused. */
  static MultiMap query(HttpServerRequest request, Route route) {
    MultiMap query = parameters(request.query());
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

  private static MultiMap parameters(@Nullable String query) {
    MultiMap parameters = MultiMap.caseInsensitiveMultiMap();
    if (query == null || query.isEmpty()) {
      return parameters;
    }
    try {
      for (String part : query.split("&", -1)) {
        String[] pair = part.replace("+", "%20").split("=", 2);
        parameters.add(
            PercentDecoder.decode(pair[0]), pair.length == 1 ? "" : PercentDecoder.decode(pair[1]));
      }
    } catch (IllegalArgumentException e) {
      throw new Problem(
          ProblemType.INVALID_REQUEST,
          "Expected a query in URI form, in which %s, but got '%s'."
              .formatted(e.getMessage(), query));
    }
    return parameters;
  }

  static void checkBody(HttpServerRequest request, Route route) {
    if (!BodyReader.announced(request)) {
      return;
    }
    if (route.body() == Route.Body.NONE) {
      throw new Problem(ProblemType.INVALID_REQUEST, "Expected no body, but got one.");
    }
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
    String expected =
        route.body() == Route.Body.LINES ? "application/x-ndjson" : "application/json";
    if (!isOf(expected, type)) {
      throw new Problem(
          ProblemType.UNSUPPORTED_MEDIA_TYPE,
          "Expected the Content-Type %s, in UTF-8, but got %s."
              .formatted(expected, type == null ? "none" : "'" + type + "'"));
    }
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      throw new Problem(
          ProblemType.UNSUPPORTED_MEDIA_TYPE,
          "Expected no Content-Encoding, but got '%s'.".formatted(encoding));
    }
  }

  private static boolean isOf(String expected, @Nullable String type) {
    if (type == null) {
      return false;
    }
    String[] parts = type.toLowerCase(Locale.ROOT).split(";", -1);
    return parts[0].trim().equals(expected)
        && Arrays.stream(parts).skip(1).map(String::trim).allMatch(RequestChecks::mayBeUtf8);
  }

  private static boolean mayBeUtf8(String parameter) {
    return !parameter.startsWith("charset") || UTF_8.matcher(parameter).matches();
  }
}
