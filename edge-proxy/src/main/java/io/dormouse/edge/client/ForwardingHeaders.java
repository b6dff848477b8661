package io.dormouse.edge.client;

import io.dormouse.edge.gate.HostHeader;
import io.vertx.core.MultiMap;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Information of trusted proxies about a client. A part is null if it is missing or ambiguous.
 *
 * @param port at which the client's request arrived, or 0
 */
record ForwardingHeaders(
    @Nullable InetAddress client, @Nullable String scheme, @Nullable HostHeader host, int port) {

  static final ForwardingHeaders NOTHING = new ForwardingHeaders(null, null, null, 0);

  private static final Pattern IN_BRACKETS = Pattern.compile("\\[(.*)](?::\\d{1,5})?");
  private static final Pattern WITH_PORT = Pattern.compile("([0-9.]+):\\d{1,5}");
  private static final Pattern PORT = Pattern.compile("[1-9]\\d{0,4}");

  /** Reads the headers named X-Forwarded-…. */
  static ForwardingHeaders byXForwarded(MultiMap headers, Networks trusted) {
    List<@Nullable InetAddress> nodes =
        headers.getAll("X-Forwarded-For").stream()
            .flatMap(line -> Stream.of(line.split(",", -1)))
            .map(ForwardingHeaders::node)
            .toList();
    int believed = believed(nodes, trusted);
    return new ForwardingHeaders(
        believed < nodes.size() ? nodes.get(believed) : null,
        scheme(single(headers, "X-Forwarded-Proto")),
        host(single(headers, "X-Forwarded-Host")),
        port(single(headers, "X-Forwarded-Port")));
  }

  /** Reads the header Forwarded. The element that the outermost trusted proxy wrote counts. */
  static ForwardingHeaders byForwarded(MultiMap headers, Networks trusted) {
    List<Map<String, String>> elements =
        ForwardedElements.of(String.join(",", headers.getAll("Forwarded")));
    if (elements.isEmpty()) {
      return NOTHING;
    }
    List<@Nullable InetAddress> nodes =
        elements.stream().map(element -> node(element.getOrDefault("for", ""))).toList();
    int believed = believed(nodes, trusted);
    Map<String, String> element = elements.get(Math.min(believed, elements.size() - 1));
    return new ForwardingHeaders(
        believed < nodes.size() ? nodes.get(believed) : null,
        scheme(element.get("proto")),
        host(element.get("host")),
        0);
  }

  /**
   * The index of the first believable address, or the number of addresses if there is none. The
   * addresses are in the order in which a request passed them. Each was reported by the next one,
   * and is believed if the next one is trusted.
   */
  private static int believed(List<@Nullable InetAddress> nodes, Networks trusted) {
    int at = nodes.size();
    while (at > 0
        && nodes.get(at - 1) != null
        && (at == nodes.size() || isIn(nodes.get(at), trusted))) {
      at--;
    }
    return at;
  }

  private static boolean isIn(@Nullable InetAddress node, Networks trusted) {
    return node != null && trusted.contains(node);
  }

  /** Reads an address with or without a port; null if the text is neither. */
  private static @Nullable InetAddress node(String text) {
    String node = text.trim();
    Matcher inBrackets = IN_BRACKETS.matcher(node);
    if (inBrackets.matches()) {
      return Networks.address(inBrackets.group(1));
    }
    Matcher withPort = WITH_PORT.matcher(node);
    return Networks.address(withPort.matches() ? withPort.group(1) : node);
  }

  private static @Nullable String single(MultiMap headers, String name) {
    List<String> values = headers.getAll(name);
    return values.size() == 1 ? values.get(0) : null;
  }

  private static @Nullable String scheme(@Nullable String text) {
    String lower = text == null ? "" : text.toLowerCase(Locale.ROOT);
    return lower.equals("http") || lower.equals("https") ? lower : null;
  }

  private static @Nullable HostHeader host(@Nullable String text) {
    try {
      return text == null ? null : HostHeader.parse(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static int port(@Nullable String text) {
    int port = text != null && PORT.matcher(text).matches() ? Integer.parseInt(text) : 0;
    return port <= 65535 ? port : 0;
  }
}
