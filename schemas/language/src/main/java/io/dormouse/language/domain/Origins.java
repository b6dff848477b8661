package io.dormouse.language.domain;

import java.net.URI;
import java.util.regex.Pattern;

/** Checks that a URI is a plain origin, which every reader parses alike. */
final class Origins {

  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");
  private static final Pattern IPV6 = Pattern.compile("\\[[0-9A-Fa-f:]+]");

  /** Ends of hosts that some readers parse as an IPv4 address, in one of its odd forms. */
  private static final Pattern ENDS_IN_NUMBER =
      Pattern.compile("(?:.*\\.)?(?:\\d+|0[xX][0-9A-Fa-f]*)\\.?");

  private Origins() {}

  /**
   * Checks an absolute URI with a host; throws {@link IllegalArgumentException} with the reason.
   */
  static void check(URI uri) {
    expect(uri.getRawUserInfo() == null, "no user", uri);
    expect(uri.getRawFragment() == null, "no fragment", uri);
    expect(uri.getRawQuery() == null, "no query", uri);
    expect(
        uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"),
        "no path, since requests keep their own",
        uri);
    expect(
        !uri.getRawAuthority().endsWith(":") && uri.getPort() != 0 && uri.getPort() <= 65535,
        "a port from 1 to 65535",
        uri);
    expect(
        isPlain(uri.getHost()), "a host name, or an address like 192.0.2.1 or [2001:db8::1]", uri);
  }

  private static boolean isPlain(String host) {
    if (host.startsWith("[")) {
      return IPV6.matcher(host).matches();
    }
    return !ENDS_IN_NUMBER.matcher(host).matches() || IPV4.matcher(host).matches();
  }

  private static void expect(boolean good, String what, URI got) {
    if (!good) {
      throw new IllegalArgumentException(
          "Expected a URI like 'https://www.example.org/' with %s, but got '%s'."
              .formatted(what, got));
    }
  }
}
