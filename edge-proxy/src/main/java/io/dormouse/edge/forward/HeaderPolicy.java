package io.dormouse.edge.forward;

import io.dormouse.edge.answer.AnswerWriter;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which headers pass. What belongs to one connection (RFC 9110, 7.6.1, and whatever Connection
 * names) never does, in either direction; what tells of the client is made anew, because what came
 * of it cannot be trusted.
 */
final class HeaderPolicy {

  private static final Set<String> OF_THE_CONNECTION =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-authentication-info",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "http2-settings");

  /** Set here, so that a client cannot speak for the edge. */
  private static final Set<String> OF_THE_EDGE =
      Set.of(
          "forwarded",
          "x-forwarded-for",
          "x-forwarded-proto",
          "x-forwarded-host",
          "x-forwarded-port",
          "x-forwarded-server",
          "x-forwarded-prefix",
          "x-forwarded-scheme",
          "x-forwarded-ssl",
          "x-real-ip",
          "x-original-url",
          "x-rewrite-url",
          "dormouse-instance-status");

  private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

  private static final String INSTANCE_STATUS =
      AnswerWriter.INSTANCE_STATUS.toLowerCase(Locale.ROOT);

  /** Connection cannot name these away. */
  private static final Set<String> NEVER_NOMINATED = Set.of("host", "content-length");

  private HeaderPolicy() {}

  /** The headers with which a request goes on; its host is that, or the one that came. */
  static void onward(HttpServerRequest from, @Nullable String host, MultiMap to) {
    MultiMap headers = from.headers();
    Set<String> nominated = nominated(headers);
    for (Map.Entry<String, String> header : headers) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (!stays(name, nominated)
          && !name.equals("expect")
          && !OF_THE_EDGE.contains(name)
          && !isDisguised(name)) {
        to.add(header.getKey(), header.getValue());
      }
    }
    String cameFor = headers.get(HttpHeaders.HOST);
    to.set(HttpHeaders.HOST, host == null ? cameFor : host);
    to.set("X-Forwarded-For", from.remoteAddress().hostAddress());
    to.set("X-Forwarded-Proto", from.isSSL() ? "https" : "http");
    to.set("X-Forwarded-Host", cameFor);
    to.set("X-Forwarded-Port", Integer.toString(from.localAddress().port()));
    String id = headers.get("X-Request-Id");
    if (id == null || !REQUEST_ID.matcher(id).matches()) {
      to.set("X-Request-Id", newId());
    }
  }

  /** The headers with which an answer goes back. */
  static void back(MultiMap from, MultiMap to) {
    Set<String> nominated = nominated(from);
    for (Map.Entry<String, String> header : from) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (!stays(name, nominated) && !name.equals(INSTANCE_STATUS)) {
        to.add(header.getKey(), header.getValue());
      }
    }
  }

  private static boolean stays(String name, Set<String> nominated) {
    return OF_THE_CONNECTION.contains(name) || nominated.contains(name);
  }

  /** Some servers read _ as - in names: for them this would be one of those that do not pass. */
  private static boolean isDisguised(String name) {
    if (name.indexOf('_') < 0) {
      return false;
    }
    String read = name.replace('_', '-');
    return OF_THE_EDGE.contains(read)
        || OF_THE_CONNECTION.contains(read)
        || NEVER_NOMINATED.contains(read);
  }

  /** It has to be unlike others, not a secret. */
  private static String newId() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  private static Set<String> nominated(MultiMap headers) {
    if (!headers.contains(HttpHeaders.CONNECTION)) {
      return Set.of();
    }
    Set<String> names = new HashSet<>();
    for (String line : headers.getAll(HttpHeaders.CONNECTION)) {
      for (String name : line.split(",", -1)) {
        names.add(name.trim().toLowerCase(Locale.ROOT));
      }
    }
    names.removeAll(NEVER_NOMINATED);
    return names;
  }
}
