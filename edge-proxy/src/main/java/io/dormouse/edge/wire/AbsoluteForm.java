package io.dormouse.edge.wire;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.util.List;
import java.util.Locale;

/**
 * Changes a target in absolute form (RFC 9112, 3.2.2) to origin form, so that later stages read one
 * form only. This is done only if its authority is that of Host; the scheme decides nothing, as in
 * HTTP/2. Every other target stays as it is, and is refused later.
 */
final class AbsoluteForm {

  private static final String[] SCHEMES = {"http://", "https://"};
  private static final String[] USUAL_PORTS = {":80", ":443"};

  private AbsoluteForm() {}

  /** Changes the target of a request that was decoded. */
  static void giveOriginForm(HttpRequest request) {
    String target = request.uri();
    if (target.startsWith("/")) {
      return;
    }
    List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
    for (int i = 0; i < SCHEMES.length && hosts.size() == 1; i++) {
      if (target.regionMatches(true, 0, SCHEMES[i], 0, SCHEMES[i].length())) {
        String rest = target.substring(SCHEMES[i].length());
        int end = endOfAuthority(rest);
        String authority = rest.substring(0, end);
        if (isSame(authority, hosts.get(0), USUAL_PORTS[i])) {
          request.setUri(originForm(request.method(), rest.substring(end)));
        }
        return;
      }
    }
  }

  /** Without path and query, OPTIONS asks about the server as a whole (RFC 9112, 3.2.4). */
  private static String originForm(HttpMethod method, String pathAndQuery) {
    if (pathAndQuery.isEmpty() && method.equals(HttpMethod.OPTIONS)) {
      return "*";
    }
    return pathAndQuery.startsWith("/") ? pathAndQuery : "/" + pathAndQuery;
  }

  private static boolean isSame(String authority, String host, String usualPort) {
    return !authority.isEmpty()
        && authority.indexOf('@') < 0
        && withoutUsualPort(authority, usualPort).equals(withoutUsualPort(host, usualPort));
  }

  private static String withoutUsualPort(String authority, String usualPort) {
    String read = authority.toLowerCase(Locale.ROOT);
    return read.endsWith(usualPort) ? read.substring(0, read.length() - usualPort.length()) : read;
  }

  private static int endOfAuthority(String rest) {
    for (int at = 0; at < rest.length(); at++) {
      char c = rest.charAt(at);
      if (c == '/' || c == '?' || c == '#') {
        return at;
      }
    }
    return rest.length();
  }
}
