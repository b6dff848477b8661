package io.dormouse.edge.forward;

import io.dormouse.edge.answer.AnswerWriter;
import io.dormouse.edge.client.Client;
import io.dormouse.edge.wire.FieldForm;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which headers pass. What belongs to one connection (RFC 9110, 7.6.1, and whatever Connection
 * names) never does, in either direction; what tells of the client is made anew, because what came
 * of it cannot be trusted.
 */
public final class HeaderPolicy {

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
          "x-request-id",
          "traceparent",
          "tracestate",
          "dormouse-instance-status");

  private static final String TRAILERS = "trailers";

  /**
   * What never comes as a trailer (RFC 9110, 6.5.1): fields that say how to read, route, admit,
   * keep or answer a message. Whoever merges them into the head would take them for that.
   */
  private static final Set<String> OF_THE_HEAD =
      Set.of(
          "age",
          "authorization",
          "authentication-info",
          "cache-control",
          "cookie",
          "date",
          "expect",
          "expires",
          "host",
          "location",
          "max-forwards",
          "pragma",
          "range",
          "retry-after",
          "set-cookie",
          "vary",
          "warning",
          "www-authenticate");

  private static final String INSTANCE_STATUS =
      AnswerWriter.INSTANCE_STATUS.toLowerCase(Locale.ROOT);

  /** Connection cannot name these away. */
  private static final Set<String> NEVER_NOMINATED = Set.of("host", "content-length");

  private HeaderPolicy() {}

  /** Whether a header of that name is the business of clients and backends alone. */
  public static boolean isFree(String name) {
    String read = name.toLowerCase(Locale.ROOT).replace('_', '-');
    return FieldForm.isToken(name)
        && !OF_THE_CONNECTION.contains(read)
        && !OF_THE_EDGE.contains(read)
        && !NEVER_NOMINATED.contains(read)
        && !read.equals("expect")
        && !read.startsWith("sec-websocket-");
  }

  /** The headers with which a request goes on; its host is that, or the one that came. */
  static void onward(Exchange exchange, @Nullable String host, MultiMap to) {
    MultiMap headers = exchange.request().headers();
    Client client = exchange.client();
    Set<String> nominated = nominated(headers);
    for (Map.Entry<String, String> header : headers) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (!stays(name, nominated)
          && !name.equals("expect")
          && !OF_THE_EDGE.contains(name)
          && !isDisguised(name, client.urlHeader())) {
        to.add(header.getKey(), header.getValue());
      }
    }
    String cameFor = headers.get(HttpHeaders.HOST);
    to.set(HttpHeaders.HOST, host == null ? cameFor : host);
    to.set("X-Forwarded-For", client.address());
    to.set("X-Forwarded-Proto", client.scheme());
    to.set("X-Forwarded-Host", client.authority());
    to.set("X-Forwarded-Port", Integer.toString(client.port()));
    to.set("Forwarded", client.forwarded());
    if (!client.urlHeader().isEmpty()) {
      to.set(client.urlHeader(), client.baseUrl());
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

  /** What is different for a backend that speaks HTTP/2: where the host stands, and trailers. */
  static void toHttp2(HttpServerRequest from, HttpClientRequest to) {
    to.authority(HostAndPort.parseAuthority(to.headers().get(HttpHeaders.HOST), -1));
    to.headers().remove(HttpHeaders.HOST);
    if (acceptsTrailers(from)) {
      to.putHeader(HttpHeaderNames.TE, TRAILERS);
    }
  }

  /** Whether a client takes trailers. */
  static boolean acceptsTrailers(HttpServerRequest request) {
    return request.version() != HttpVersion.HTTP_1_0
        && request.headers().getAll(HttpHeaderNames.TE).stream()
            .flatMap(line -> Stream.of(line.split(",", -1)))
            .anyMatch(coding -> coding.trim().equalsIgnoreCase(TRAILERS));
  }

  /** The trailers with which an answer ends. */
  static void trailers(MultiMap from, HttpServerResponse to) {
    for (Map.Entry<String, String> trailer : from) {
      String name = trailer.getKey().toLowerCase(Locale.ROOT);
      if (FieldForm.isToken(name)
          && FieldForm.isSoundValue(trailer.getValue())
          && !OF_THE_CONNECTION.contains(name)
          && !OF_THE_EDGE.contains(name)
          && !OF_THE_HEAD.contains(name)
          && !name.startsWith("content-")
          && !name.startsWith("if-")
          && !isDisguised(name, "")) {
        to.trailers().add(name, trailer.getValue());
      }
    }
  }

  private static boolean stays(String name, Set<String> nominated) {
    return OF_THE_CONNECTION.contains(name) || nominated.contains(name);
  }

  /** Some servers read _ as - in names: for them this would be one of those that do not pass. */
  private static boolean isDisguised(String name, String urlHeader) {
    if (name.indexOf('_') < 0) {
      return false;
    }
    String read = name.replace('_', '-');
    return OF_THE_EDGE.contains(read)
        || read.equalsIgnoreCase(urlHeader)
        || OF_THE_CONNECTION.contains(read)
        || NEVER_NOMINATED.contains(read);
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
