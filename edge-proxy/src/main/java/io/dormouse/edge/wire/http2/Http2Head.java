package io.dormouse.edge.wire.http2;

import io.dormouse.edge.wire.FieldForm;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The head of an HTTP/2 request: finds everything that is malformed by RFC 9113, 8.2 and 8.3, and
 * gives the rest its HTTP/1.1 form, so that later stages read one form only.
 */
final class Http2Head {

  private static final List<String> NEEDED = List.of(":method", ":scheme", ":path");
  private static final Set<String> PSEUDO = Set.of(":method", ":scheme", ":path", ":authority");
  private static final Set<String> OF_THE_CONNECTION =
      Set.of("connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade");

  private static final Set<String> NEVER_TRAILERS = Set.of("content-length", "host", "te");

  private Http2Head() {}

  /**
   * The error, or null.
   *
   * @param longestPath in bytes
   */
  static @Nullable String fault(Http2Headers headers, int longestPath) {
    boolean regular = false;
    for (Map.Entry<CharSequence, CharSequence> field : headers) {
      String name = field.getKey().toString();
      boolean pseudo = name.startsWith(":");
      if (pseudo && (regular || !PSEUDO.contains(name))) {
        return "a pseudo-header that is unknown or comes late";
      }
      regular |= !pseudo;
      if (!pseudo && (!isName(name) || OF_THE_CONNECTION.contains(name))) {
        return "a header name that is not in lower case, or that belongs to a connection";
      }
      if (!FieldForm.isSoundValue(field.getValue()) || isPadded(field.getValue())) {
        return "a header value with control bytes, or with blanks around it";
      }
    }
    for (String name : NEEDED) {
      if (headers.getAll(name).size() != 1) {
        return "not exactly one " + name;
      }
    }
    return wrongValues(headers, longestPath);
  }

  /** True if there are more fields; a cookie counts once, in however many crumbs. */
  static boolean hasMoreFields(Http2Headers headers, int most) {
    if (headers.size() <= most) {
      return false;
    }
    long fields =
        StreamSupport.stream(headers.spliterator(), false)
            .map(field -> field.getKey().toString())
            .filter(name -> !PSEUDO.contains(name) && !name.equals("cookie"))
            .count();
    return fields + (headers.contains(HttpHeaderNames.COOKIE) ? 1 : 0) > most;
  }

  /** The error in the trailers of a request, or null. */
  static @Nullable String faultOfTrailers(Http2Headers trailers) {
    for (Map.Entry<CharSequence, CharSequence> field : trailers) {
      String name = field.getKey().toString();
      if (!isName(name)
          || OF_THE_CONNECTION.contains(name)
          || NEVER_TRAILERS.contains(name)
          || !FieldForm.isSoundValue(field.getValue())) {
        return "a trailer that cannot be one";
      }
    }
    return null;
  }

  /** Host as it was asked for, and a coding where only the end of the stream ends the body. */
  static void giveFormOfHttp1(Http2Headers headers, boolean endOfStream) {
    CharSequence host = headers.get(HttpHeaderNames.HOST);
    if (headers.authority() != null) {
      headers.set(HttpHeaderNames.HOST, headers.authority());
    } else if (host != null) {
      headers.authority(host);
    }
    if (!endOfStream && !headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
      headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
  }

  private static @Nullable String wrongValues(Http2Headers headers, int longestPath) {
    if (!FieldForm.isToken(headers.method())) {
      return "a method that is not a token";
    }
    String scheme = headers.scheme().toString();
    if (!scheme.equals("http") && !scheme.equals("https")) {
      return "a scheme other than http and https";
    }
    CharSequence path = headers.path();
    if (path.isEmpty()
        || path.length() > longestPath
        || !path.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      return "a path that is empty, too long, or has blanks or odd bytes";
    }
    for (CharSequence te : headers.getAll(HttpHeaderNames.TE)) {
      if (!AsciiString.contentEqualsIgnoreCase(te, HttpHeaderValues.TRAILERS)) {
        return "a TE other than trailers";
      }
    }
    return wrongHost(headers);
  }

  private static @Nullable String wrongHost(Http2Headers headers) {
    List<CharSequence> hosts = headers.getAll(HttpHeaderNames.HOST);
    int authorities = headers.getAll(":authority").size();
    if (hosts.size() > 1 || authorities > 1) {
      return "more than one Host or :authority";
    }
    if (hosts.size() == 1
        && authorities == 1
        && !AsciiString.contentEqualsIgnoreCase(hosts.get(0), headers.authority())) {
      return "a Host that is not the :authority";
    }
    return null;
  }

  private static boolean isName(String name) {
    return FieldForm.isToken(name) && name.chars().noneMatch(c -> c >= 'A' && c <= 'Z');
  }

  private static boolean isPadded(CharSequence value) {
    return !value.isEmpty()
        && (isBlank(value.charAt(0)) || isBlank(value.charAt(value.length() - 1)));
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
