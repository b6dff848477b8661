package io.dormouse.edge.suite;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Vectors that another proxy refuses and our edge forwards, each with the reason. */
public final class Exceptions {

  private static final String UNDERSCORE =
      "HAProxy refuses every name with an underscore; applications have names of their own with"
          + " one, so the edge drops those that could be taken for another, as nginx drops all.";
  private static final String INTERIM =
      "nginx 1.22 takes any 1xx for the end of the exchange; RFC 9110, 15.2 has clients skip them.";

  private static final String METHOD =
      "nginx takes capitals and dashes only; RFC 9110, 9.1 has any token as a method.";

  static final Map<String, String> REASONS = reasons();

  private Exceptions() {}

  private static Map<String, String> reasons() {
    Map<String, String> reasons = new TreeMap<>();
    reasons.put(
        "framing: length between blanks",
        "nginx refuses tabs around a length; RFC 9110, 5.5 has them as no part of the value, and"
            + " the edge sends the length without them.");
    reasons.put(
        "trailers: coding",
        "HAProxy refuses a coding in the trailers; the edge drops all trailers.");
    reasons.put("framing: name with an underscore is no length", UNDERSCORE);
    reasons.put("framing: name with an underscore is no coding", UNDERSCORE);
    reasons.put("forwarding: X_Forwarded_For", UNDERSCORE);
    reasons.put("forwarding: X-Forwarded_For", UNDERSCORE);
    for (String method : List.of("get", "Get", "x-custom!")) {
      reasons.put("methods: " + method, METHOD);
    }
    reasons.put("HTTP/2, heads: method in lower case", METHOD);
    reasons.put(
        "forms: absolute form with a query only",
        "HAProxy refuses it; RFC 3986, 3 allows a query right behind the authority.");
    reasons.put("answers, 1xx: 100 that nobody asked for", INTERIM);
    reasons.put("answers, 1xx: 102", INTERIM);
    reasons.put("answers, 1xx: 103", INTERIM);
    reasons.put("answers, 1xx: 199", INTERIM);
    reasons.put("answers, 1xx: eight", INTERIM);
    reasons.put(
        "HTTP/2, heads: Host that is the authority",
        "nginx refuses any Host beside the authority; RFC 9113, 8.3.1 has them equal.");
    reasons.put(
        "HTTP/2, bodies: with trailers",
        "nginx 1.22 refuses all trailers; RFC 9113, 8.1 allows them, and the edge drops them.");
    return reasons;
  }
}
