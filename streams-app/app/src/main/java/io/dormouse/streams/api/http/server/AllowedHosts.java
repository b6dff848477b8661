package io.dormouse.streams.api.http.server;

import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.http.problem.ProblemType;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Host names that the API answers to, against DNS rebinding: a web page can point its own name at
 * the API's address, but its visitor's browser then sends that name as {@code Host}.
 *
 * @param bound the address that the API listens on; if it is the wildcard address, any address is
 *     allowed, since only names can be rebound
 * @param configured further names
 */
public record AllowedHosts(String bound, HostNames configured) {

  private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD);
  private static final Set<String> OWN_PAGES = Set.of("same-origin", "none");
  private static final Set<String> ANY_ADDRESS = Set.of("0.0.0.0", "::", "[::]");
  private static final Pattern AUTHORITY =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^\\[\\]:/@]+)(?::\\d{1,5})?");
  private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  private static final Pattern ADDRESS =
      Pattern.compile("(?:%1$s\\.){3}%1$s|\\[[0-9A-Fa-f:.]+]".formatted(OCTET));
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(?:\\.%s){3}|\\[::1]".formatted(OCTET));

  static boolean isAddress(String host) {
    return ADDRESS.matcher(host).matches();
  }

  /**
   * Throws {@link Problem} if the request is for another host, or from a page of another origin.
   */
  void check(HttpServerRequest request) {
    String host = host(request);
    if (!isOwn(host)) {
      throw new Problem(
          ProblemType.MISDIRECTED,
          "Expected the Host to be localhost, a loopback address, %s or one that api.hosts names, but got '%s'."
              .formatted(isAnyAddress() ? "an address" : "'" + bound + "'", host));
    }
    checkOrigin(request, host);
    checkSite(request);
  }

  private static String host(HttpServerRequest request) {
    List<String> hosts = request.headers().getAll(HttpHeaders.HOST);
    if (hosts.size() != 1) {
      throw new Problem(
          ProblemType.INVALID_REQUEST,
          "Expected one Host, but got %s.".formatted(hosts.isEmpty() ? "none" : hosts));
    }
    return hosts.getFirst();
  }

  private boolean isOwn(String authority) {
    return name(authority)
        .filter(name ->
            LOOPBACK.matcher(name).matches()
                || name.equals(bound)
                || name.equals("[" + bound + "]")
                || configured.names().contains(name)
                || (isAnyAddress() && isAddress(name)))
        .isPresent();
  }

  private boolean isAnyAddress() {
    return ANY_ADDRESS.contains(bound);
  }

  /** A page of another origin neither writes nor reads through its visitor's browser. */
  private void checkOrigin(HttpServerRequest request, String host) {
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin == null) {
      return;
    }
    String authority = authority(origin);
    boolean same = host.equalsIgnoreCase(authority);
    boolean named = name(authority).filter(configured.names()::contains).isPresent();
    if (!same && !named) {
      throw new Problem(
          ProblemType.CROSS_ORIGIN,
          "Expected the origin to be '%s' or one that api.hosts names, but got '%s'."
              .formatted(host, origin));
    }
  }

  private static void checkSite(HttpServerRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    if (site != null && !OWN_PAGES.contains(site) && !READS.contains(request.method())) {
      throw new Problem(
          ProblemType.CROSS_ORIGIN,
          "Expected Sec-Fetch-Site to be same-origin or none, but got '%s'.".formatted(site));
    }
  }

  /** The name without port and trailing dot, in lower case. */
  private static Optional<String> name(String authority) {
    Matcher matcher = AUTHORITY.matcher(authority);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String name = matcher.group(1).toLowerCase(Locale.ROOT);
    return Optional.of(name.endsWith(".") ? name.substring(0, name.length() - 1) : name);
  }

  private static String authority(String origin) {
    try {
      @Nullable String authority = URI.create(origin).getRawAuthority();
      return authority == null ? "" : authority;
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
