package io.dormouse.edge.answer;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;

/** The kind of answer that a client prefers. */
public final class Preference {

  private Preference() {}

  /** True if the client takes pages. */
  public static boolean takesPages(MultiMap headers) {
    for (String line : headers.getAll(HttpHeaders.ACCEPT)) {
      for (String range : line.toLowerCase(Locale.ROOT).split(",", -1)) {
        String[] parts = range.split(";", -1);
        if (parts[0].trim().equals("text/html") && !isRefused(parts)) {
          return true;
        }
      }
    }
    return false;
  }

  /** True if a browser navigates to this address, so that a page can be shown meanwhile. */
  public static boolean isNavigation(HttpServerRequest request) {
    String mode = request.getHeader("Sec-Fetch-Mode");
    return request.method().equals(HttpMethod.GET)
        && takesPages(request.headers())
        && (mode == null || mode.equals("navigate"));
  }

  private static boolean isRefused(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      if (parts[i].trim().matches("q\\s*=\\s*0(\\.0*)?")) {
        return true;
      }
    }
    return false;
  }
}
