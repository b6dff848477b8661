package io.dormouse.edge.gate;

import io.dormouse.edge.answer.Answer;
import io.dormouse.edge.answer.Answers;
import io.dormouse.edge.wire.KnownMethods;
import io.dormouse.edge.wire.MalformedHeadException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The first stage: admits valid requests only. */
public final class RequestGate {

  private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");

  /** The gate's decision on a request. */
  public sealed interface Admission {

    /**
     * A valid request.
     *
     * @param webSocket true if it asks for a WebSocket
     */
    record Valid(HostHeader host, boolean webSocket) implements Admission {}

    /** An invalid request; the connection must be closed after the answer. */
    record Denied(Answer answer) implements Admission {}
  }

  /** Checks a decoded request. */
  public Admission check(HttpServerRequest request) {
    MultiMap headers = request.headers();
    Answer wrong = wrongLine(request);
    if (wrong == null) {
      wrong = wrongFraming(request.version(), headers);
    }
    if (wrong != null) {
      return new Admission.Denied(wrong);
    }
    List<String> hosts = headers.getAll(HttpHeaders.HOST);
    if (hosts.size() != 1) {
      return refused("Expected exactly one Host header, but got " + hosts.size() + ".");
    }
    try {
      HostHeader host = HostHeader.parse(hosts.get(0));
      boolean webSocket = asksForWebSocket(request);
      Answer wrongHandshake = webSocket ? wrongHandshake(request) : null;
      return wrongHandshake == null
          ? new Admission.Valid(host, webSocket)
          : new Admission.Denied(wrongHandshake);
    } catch (IllegalArgumentException e) {
      return refused(String.valueOf(e.getMessage()));
    }
  }

  /** The answer to a request that could not be decoded. */
  public Answer undecodable(@Nullable Throwable cause) {
    return switch (cause) {
      case TooLongHttpLineException e -> Answers.lineTooLong();
      case TooLongHttpHeaderException e -> Answers.headTooLarge();
      case MalformedHeadException e -> Answers.badRequest(String.valueOf(e.getMessage()));
      case null, default -> Answers.badRequest("Expected a request as in RFC 9112.");
    };
  }

  /** The answer to a request whose body could not be read to its end. */
  public Answer unreadableBody(Throwable cause) {
    return switch (cause) {
      case TooLongHttpHeaderException e -> Answers.headTooLarge();
      case MalformedHeadException e -> Answers.badRequest(String.valueOf(e.getMessage()));
      default -> Answers.badRequest("Expected a body in chunks and trailers as in RFC 9112, 7.1.");
    };
  }

  private static @Nullable Answer wrongLine(HttpServerRequest request) {
    String method = request.method().name();
    if (KnownMethods.isOfProxies(method)) {
      return Answers.methodNotAllowed(method);
    }
    String target = request.uri();
    if (!target.startsWith("/") || target.indexOf('#') >= 0) {
      return Answers.badRequest("Expected a target that begins with '/' and has no '#'.");
    }
    if (!PathForm.isSound(target)) {
      return Answers.badRequest(
          "Expected a path below the root in which each '%' is followed by two digits that are not"
              + " both 0.");
    }

    return null;
  }

  private static @Nullable Answer wrongFraming(HttpVersion version, MultiMap headers) {
    if (!headers.contains(HttpHeaders.TRANSFER_ENCODING)
        && !headers.contains(HttpHeaders.CONTENT_LENGTH)
        && !headers.contains(HttpHeaders.EXPECT)) {
      return null;
    }
    List<String> encodings = headers.getAll(HttpHeaders.TRANSFER_ENCODING);
    List<String> lengths = headers.getAll(HttpHeaders.CONTENT_LENGTH);
    if (!encodings.isEmpty()
        && (version == HttpVersion.HTTP_1_0
            || encodings.size() > 1
            || !encodings.get(0).equalsIgnoreCase("chunked")
            || !lengths.isEmpty())) {
      return Answers.badRequest(
          "Expected a length, or 'Transfer-Encoding: chunked' in HTTP/1.1, and nothing else.");
    }
    if (lengths.size() > 1 || (lengths.size() == 1 && !LENGTH.matcher(lengths.get(0)).matches())) {
      return Answers.badRequest("Expected at most one Content-Length, a number.");
    }
    List<String> expectations = headers.getAll(HttpHeaders.EXPECT);
    if (expectations.size() > 1
        || (expectations.size() == 1 && !expectations.get(0).equalsIgnoreCase("100-continue"))) {
      return Answers.unknownExpectation();
    }
    return null;
  }

  /** Other upgrades are not offered, and a request that asks for one is served without. */
  private static boolean asksForWebSocket(HttpServerRequest request) {
    return request.headers().contains(HttpHeaders.UPGRADE, "websocket", true);
  }

  private static @Nullable Answer wrongHandshake(HttpServerRequest request) {
    MultiMap headers = request.headers();
    List<String> versions = headers.getAll("Sec-WebSocket-Version");
    if (versions.size() == 1 && !versions.get(0).equals("13")) {
      return Answers.webSocketVersion();
    }
    List<String> keys = headers.getAll("Sec-WebSocket-Key");
    boolean valid =
        request.method().equals(HttpMethod.GET)
            && request.version() == HttpVersion.HTTP_1_1
            && headers.getAll(HttpHeaders.UPGRADE).size() == 1
            && nominatesUpgrade(headers)
            && versions.size() == 1
            && keys.size() == 1
            && isKey(keys.get(0))
            && !headers.contains(HttpHeaders.TRANSFER_ENCODING)
            && hasNoLength(headers);
    return valid ? null : Answers.badRequest("Expected a WebSocket handshake as in RFC 6455.");
  }

  /** Some clients send a length with every request; here it must be zero. */
  private static boolean hasNoLength(MultiMap headers) {
    String length = headers.get(HttpHeaders.CONTENT_LENGTH);
    return length == null || length.chars().allMatch(digit -> digit == '0');
  }

  private static boolean nominatesUpgrade(MultiMap headers) {
    for (String line : headers.getAll(HttpHeaders.CONNECTION)) {
      for (String option : line.split(",", -1)) {
        if (option.trim().toLowerCase(Locale.ROOT).equals("upgrade")) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isKey(String text) {
    try {
      return Base64.getDecoder().decode(text).length == 16;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Admission refused(String detail) {
    return new Admission.Denied(Answers.badRequest(detail));
  }
}
