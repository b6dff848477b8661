package io.dormouse.edge.forward.transfer;

import io.dormouse.edge.answer.AnswerWriter;
import io.dormouse.edge.client.Client;
import io.dormouse.edge.exchange.Exchange;
import io.dormouse.edge.wire.FieldForm;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.CharSequenceMap;
import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The policy of headers. Hop-by-hop headers (RFC 9110, 7.6.1, and those that Connection names)
 * never pass, in either direction. Headers that describe the client are written anew, because those
 * that came cannot be trusted.
 */
public final class HeaderPolicy {

  /** The owner of a field, other than clients and backends. */
  private enum Owner {
    CONNECTION,
    /** Set by the edge, so that a client cannot forge it. */
    EDGE,
    /** Answered by the edge. */
    EXPECTATION,
    /**
     * Never passes as a trailer (RFC 9110, 6.5.1), since it tells how to read, route, admit, keep
     * or answer a message. A reader that merges trailers into the head would act on it.
     */
    HEAD
  }

  /** Keys are compared without regard to case. */
  private static final CharSequenceMap<Owner> OWNERS =
      owners(
          Map.of(
              Owner.CONNECTION,
              List.of(
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
                  "http2-settings"),
              Owner.EDGE,
              List.of(
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
                  AnswerWriter.INSTANCE_STATUS.toString()),
              Owner.EXPECTATION,
              List.of("expect"),
              Owner.HEAD,
              List.of(
                  "age",
                  "authorization",
                  "authentication-info",
                  "cache-control",
                  "cookie",
                  "date",
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
                  "www-authenticate")));

  private static final String TRAILERS = "trailers";
  private static final AsciiString INSTANCE_STATUS = AsciiString.of(AnswerWriter.INSTANCE_STATUS);
  private static final CharSequence FORWARDED_FOR = optimized("X-Forwarded-For");
  private static final CharSequence FORWARDED_PROTO = optimized("X-Forwarded-Proto");
  private static final CharSequence FORWARDED_HOST = optimized("X-Forwarded-Host");
  private static final CharSequence FORWARDED_PORT = optimized("X-Forwarded-Port");
  private static final CharSequence FORWARDED = optimized("Forwarded");

  /** Fields that Connection cannot declare hop-by-hop. */
  private static final Set<String> NEVER_NOMINATED = Set.of("host", "content-length");

  private HeaderPolicy() {}

  /** True if a header of that name concerns clients and backends alone. */
  public static boolean isFree(String name) {
    String read = name.toLowerCase(Locale.ROOT).replace('_', '-');
    Owner owner = OWNERS.get(read);
    return FieldForm.isToken(name)
        && (owner == null || owner == Owner.HEAD)
        && !NEVER_NOMINATED.contains(read)
        && !read.startsWith("sec-websocket-");
  }

  /** Writes the headers of the request to the backend. A null host keeps the client's. */
  static void onward(Exchange exchange, @Nullable String host, MultiMap to) {
    MultiMap headers = exchange.request().headers();
    Client client = exchange.client();
    Set<String> nominated = nominated(headers);
    for (var fields = fields(headers); fields.hasNext(); ) {
      var field = fields.next();
      CharSequence name = field.getKey();
      Owner owner = OWNERS.get(name);
      if ((owner == null || owner == Owner.HEAD)
          && !isNominated(name, nominated)
          && !isDisguised(name, client.urlHeader())) {
        to.add(name, field.getValue());
      }
    }
    if (host != null) {
      to.set(HttpHeaders.HOST, host);
    }
    to.add(FORWARDED_FOR, client.address());
    to.add(FORWARDED_PROTO, client.scheme());
    to.add(FORWARDED_HOST, client.authority());
    to.add(FORWARDED_PORT, Integer.toString(client.port()));
    to.add(FORWARDED, client.forwarded());
    if (!client.urlHeader().isEmpty()) {
      to.set(client.urlHeader(), client.baseUrl());
    }
  }

  /** Writes the headers of the answer to the client. */
  static void back(MultiMap from, MultiMap to) {
    Set<String> nominated = nominated(from);
    for (var fields = fields(from); fields.hasNext(); ) {
      var field = fields.next();
      CharSequence name = field.getKey();
      Owner owner = OWNERS.get(name);
      if (owner != Owner.CONNECTION
          && !(owner == Owner.EDGE && INSTANCE_STATUS.contentEqualsIgnoreCase(name))
          && !isNominated(name, nominated)) {
        to.add(name, field.getValue());
      }
    }
  }

  /** Adapts a request to a backend that speaks HTTP/2: the place of the host, and trailers. */
  static void toHttp2(HttpServerRequest from, HttpClientRequest to) {
    to.authority(HostAndPort.parseAuthority(to.headers().get(HttpHeaders.HOST), -1));
    to.headers().remove(HttpHeaders.HOST);
    if (acceptsTrailers(from)) {
      to.putHeader(HttpHeaderNames.TE, TRAILERS);
    }
  }

  /** True if a client takes trailers. */
  static boolean acceptsTrailers(HttpServerRequest request) {
    return request.version() != HttpVersion.HTTP_1_0
        && request.headers().getAll(HttpHeaderNames.TE).stream()
            .flatMap(line -> Stream.of(line.split(",", -1)))
            .anyMatch(coding -> coding.trim().equalsIgnoreCase(TRAILERS));
  }

  /** Writes the trailers of the answer to the client. */
  static void trailers(MultiMap from, HttpServerResponse to) {
    for (Map.Entry<String, String> trailer : from) {
      String name = trailer.getKey().toLowerCase(Locale.ROOT);
      if (FieldForm.isToken(name)
          && FieldForm.isSoundValue(trailer.getValue())
          && OWNERS.get(name) == null
          && !name.startsWith("content-")
          && !name.startsWith("if-")
          && !isDisguised(name, "")) {
        to.trailers().add(name, trailer.getValue());
      }
    }
  }

  private static boolean isNominated(CharSequence name, Set<String> nominated) {
    return !nominated.isEmpty() && nominated.contains(name.toString().toLowerCase(Locale.ROOT));
  }

  /**
   * True if the name becomes that of a header that must not pass, once _ is read as -; some servers
   * do that.
   */
  private static boolean isDisguised(CharSequence name, String urlHeader) {
    if (AsciiString.indexOf(name, '_', 0) < 0) {
      return false;
    }
    String read = name.toString().toLowerCase(Locale.ROOT).replace('_', '-');
    Owner owner = OWNERS.get(read);
    return owner == Owner.EDGE
        || owner == Owner.CONNECTION
        || read.equalsIgnoreCase(urlHeader)
        || NEVER_NOMINATED.contains(read);
  }

  /** The entries as they came, where possible, since a string for each name costs. */
  private static Iterator<? extends Map.Entry<? extends CharSequence, ? extends CharSequence>>
      fields(MultiMap headers) {
    return headers instanceof io.netty.handler.codec.http.HttpHeaders read
        ? read.iteratorCharSequence()
        : headers.iterator();
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

  private static CharSequenceMap<Owner> owners(Map<Owner, List<String>> names) {
    CharSequenceMap<Owner> owners = new CharSequenceMap<>(false);
    names.forEach((owner, all) -> all.forEach(name -> owners.add(AsciiString.of(name), owner)));
    return owners;
  }

  private static CharSequence optimized(String name) {
    return HttpHeaders.createOptimized(name);
  }
}
