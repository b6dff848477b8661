package io.dormouse.edge.suite.vectors;

import static io.dormouse.edge.suite.vectors.Expected.request;
import static io.dormouse.edge.suite.vectors.Frames.CONTINUATION;
import static io.dormouse.edge.suite.vectors.Frames.END_HEADERS;
import static io.dormouse.edge.suite.vectors.Frames.HEADERS;
import static io.dormouse.edge.suite.vectors.Frames.HELLO;
import static io.dormouse.edge.suite.vectors.Frames.PRIORITY;
import static io.dormouse.edge.suite.vectors.Frames.PUSH_PROMISE;
import static io.dormouse.edge.suite.vectors.Frames.SETTINGS;
import static io.dormouse.edge.suite.vectors.Frames.WINDOW_UPDATE;
import static io.dormouse.edge.suite.vectors.Frames.block;
import static io.dormouse.edge.suite.vectors.Frames.data;
import static io.dormouse.edge.suite.vectors.Frames.frame;
import static io.dormouse.edge.suite.vectors.Frames.get;
import static io.dormouse.edge.suite.vectors.Frames.head;
import static io.dormouse.edge.suite.vectors.Frames.number;
import static io.dormouse.edge.suite.vectors.Frames.ping;
import static io.dormouse.edge.suite.vectors.Frames.post;
import static io.dormouse.edge.suite.vectors.Frames.reset;

import io.dormouse.edge.suite.http2.Http2Runner;
import io.dormouse.edge.suite.vectors.Judgement.Treatment;
import io.dormouse.edge.suite.vectors.Vector.Next;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Requests over HTTP/2, and the parts that may reach a backend of HTTP/1.1. */
public final class Http2Vectors {

  private static final String HEADS = "HTTP/2, heads";
  private static final String BODIES = "HTTP/2, bodies";

  private static final Expected GET = request("GET /");
  private static final Expected HELLO_WORLD = request("POST /").body("hello");
  private static final String[] METHOD = {":method", "GET"};
  private static final String[] SCHEME = {":scheme", "http"};
  private static final String[] PATH = {":path", "/"};
  private static final String[] AUTHORITY = {":authority", Expected.HOST};

  private Http2Vectors() {}

  public static Stream<Vector> all() {
    return Stream.of(sound(), pseudo(), hosts(), fields(), targets(), bodies(), broken(), floods())
        .flatMap(vectors -> vectors);
  }

  private static Stream<Vector> sound() {
    return Stream.of(
        forward(HEADS, "GET", get(1), GET),
        forward(HEADS, "trailers are taken", get(1, "te", "trailers"), GET.without("TE")),
        forward(
            HEADS,
            "crumbs of cookies",
            get(1, "cookie", "a=1", "cookie", "b=2"),
            GET.with("Cookie", "a=1; b=2")),
        forward(HEADS, "head in two frames", inTwoFrames(), GET),
        forward(HEADS, "padded head with a priority", padded(), GET),
        forward(
            HEADS,
            "a client cannot speak for the edge",
            get(1, "x-forwarded-for", "6.6.6.6"),
            GET.with("X-Forwarded-For", "127.0.0.1")));
  }

  private static Stream<Vector> pseudo() {
    return Stream.of(
        refuse("no method", head(1, true, fields(SCHEME, PATH, AUTHORITY))),
        refuse("no scheme", head(1, true, fields(METHOD, PATH, AUTHORITY))),
        refuse("no path", head(1, true, fields(METHOD, SCHEME, AUTHORITY))),
        refuse("two methods", head(1, true, fields(METHOD, METHOD, SCHEME, PATH, AUTHORITY))),
        refuse("two schemes", head(1, true, fields(METHOD, SCHEME, SCHEME, PATH, AUTHORITY))),
        refuse("two paths", head(1, true, fields(METHOD, SCHEME, PATH, PATH, AUTHORITY))),
        refuse(
            "two authorities", head(1, true, fields(METHOD, SCHEME, PATH, AUTHORITY, AUTHORITY))),
        refuse(
            "late path",
            head(1, true, fields(METHOD, SCHEME, AUTHORITY, new String[] {"x-a", "1"}, PATH))),
        refuse("unknown pseudo-header", get(1, ":oracle", "1")),
        refuse("pseudo-header of an answer", get(1, ":status", "200")),
        refuse("method with a blank", method("GET /evil HTTP/1.1\r\nX:")),
        refuse("empty method", method("")),
        forward(HEADS, "unknown method", method("FROB"), request("FROB /")),
        forward(HEADS, "method in lower case", method("get"), request("get /")),
        refuse("TRACE", method("TRACE")),
        refuse("CONNECT", head(1, false, ":method", "CONNECT", ":authority", Expected.HOST)),
        refuse("CONNECT with a path", method("CONNECT")),
        refuse(
            "extended CONNECT",
            head(
                1,
                false,
                fields(
                    new String[] {":method", "CONNECT", ":protocol", "websocket"},
                    SCHEME,
                    PATH,
                    AUTHORITY))));
  }

  private static Stream<Vector> hosts() {
    return Stream.of(
        forward(HEADS, "Host in place of the authority", host(Expected.HOST), GET),
        forward(HEADS, "Host that is the authority", get(1, "host", Expected.HOST), GET),
        refuse("Host that is not the authority", get(1, "host", "evil.example.org")).unless(GET),
        refuse("two Hosts beside the authority", get(1, "host", Expected.HOST, "host", "evil"))
            .unless(GET),
        refuse(
            "two Hosts",
            head(
                1,
                true,
                fields(METHOD, SCHEME, PATH, host0(Expected.HOST), host0("evil.example.org")))),
        refuse("neither Host nor authority", head(1, true, fields(METHOD, SCHEME, PATH))),
        refuse("empty authority", authority("")),
        refuse("authority with a user", authority("user@" + Expected.HOST)).unless(GET),
        refuse("authority with a line break", authority(Expected.HOST + "\r\nX: evil")),
        refuse("authority with a path", authority(Expected.HOST + "/evil")),
        refuse("authority with a blank", authority(Expected.HOST + " evil")));
  }

  private static Stream<Vector> fields() {
    return Stream.of(
        refuse("transfer-encoding", post(1, "transfer-encoding", "chunked") + data(1, true, "x"))
            .unless(request("POST /").body("x")),
        refuse("connection", get(1, "connection", "close")).unless(GET),
        refuse("keep-alive", get(1, "keep-alive", "1")).unless(GET),
        refuse("proxy-connection", get(1, "proxy-connection", "close")).unless(GET),
        refuse("upgrade", get(1, "upgrade", "h2c")).unless(GET),
        refuse("te other than trailers", get(1, "te", "gzip")).unless(GET.without("TE")),
        refuse("upper case in a name", get(1, "X-Oracle", "1")),
        refuse("empty name", get(1, "", "1")),
        refuse("name with a colon", get(1, "x:evil", "1")),
        refuse("name with a blank", get(1, "x evil", "1")),
        refuse("name with a line break", get(1, "x\r\nevil", "1")),
        refuse("name with NUL", get(1, "x\0", "1")),
        refuse("value with CR LF", get(1, "x-a", "1\r\ntransfer-encoding: chunked")),
        refuse("value with LF", get(1, "x-a", "1\nx: evil")),
        refuse("value with CR", get(1, "x-a", "1\rx: evil")),
        refuse("value with NUL", get(1, "x-a", "1\0")),
        refuse("value with a control byte", get(1, "x-a", "1\u0001")).unless(GET),
        refuse("blank before a value", get(1, "x-a", " 1")).unless(GET),
        refuse("blank behind a value", get(1, "x-a", "1 ")).unless(GET),
        refuse("cookie with CR LF", get(1, "cookie", "a=1", "cookie", "b\r\nx: evil")),
        refuse("head that is too large", get(1, "x-a", "a".repeat(40_000))).unless(GET));
  }

  private static Stream<Vector> targets() {
    return Stream.of(
        refuse("empty path", path("")),
        refuse("path with a blank", path("/ HTTP/1.1\r\nHost: evil")),
        refuse("path with CR LF", path("/\r\nx: evil")),
        refuse("path with NUL", path("/\0")),
        refuse("path without a slash", path("oracle")),
        refuse("absolute path", path("http://" + Expected.HOST + "/")).unless(GET),
        refuse("path with a fragment", path("/#x")).unless(GET, request("GET /#x")),
        refuse("path above the root", path("/../x")).unless(request("GET /../x")),
        refuse("path with an odd percent", path("/%zz")).unless(request("GET /%zz")),
        refuse("path that is too long", path("/" + "a".repeat(20_000)))
            .unless(request("GET /" + "a".repeat(20_000))),
        refuse("path *", path("*")).unless(request("GET *")),
        refuse("unknown scheme", scheme("ftp")).unless(GET),
        refuse("scheme with CR LF", scheme("http://evil\r\nx: ")).unless(GET));
  }

  private static Stream<Vector> bodies() {
    return Stream.of(
        forward(BODIES, "with a length", post(1, "content-length", "5") + hello(true), HELLO_WORLD),
        forward(BODIES, "without a length", post(1) + hello(true), HELLO_WORLD),
        forward(
            BODIES,
            "in several frames",
            post(1) + data(1, false, "he") + data(1, false, "llo") + data(1, true, ""),
            HELLO_WORLD),
        forward(BODIES, "empty", post(1) + data(1, true, ""), request("POST /")),
        forward(
            BODIES,
            "with trailers",
            post(1) + hello(false) + head(1, true, "x-a", "1"),
            HELLO_WORLD),
        body(
            "trailers that would be framing",
            post(1) + hello(false) + head(1, true, "content-length", "1")),
        body(
            "trailers that would be a coding",
            post(1) + hello(false) + head(1, true, "transfer-encoding", "chunked")),
        body(
            "trailers with a line break",
            post(1) + hello(false) + head(1, true, "x-a", "1\r\nx: evil")),
        body("trailers with a pseudo-header", post(1) + hello(false) + head(1, true, PATH)),
        body("trailers that do not end", post(1) + hello(false) + head(1, false, "x-a", "1")),
        body("shorter than its length", post(1, "content-length", "9") + hello(true)),
        body("longer than its length", post(1, "content-length", "1") + hello(true)),
        body("a length and no body", get(1, "content-length", "5")),
        body("two lengths", post(1, "content-length", "5", "content-length", "1") + hello(true)),
        body("signed length", post(1, "content-length", "+5") + hello(true)),
        body("length that is none", post(1, "content-length", "five") + hello(true)),
        body("list of lengths", post(1, "content-length", "5, 1") + hello(true)));
  }

  private static Stream<Vector> broken() {
    String open = frame(HEADERS, 0, 1, block(":method", "GET"));
    return Stream.of(
        closed("another preface", "PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n"),
        closed("no settings", Frames.PREFACE + get(1)),
        closed("head that does not end", HELLO + open),
        closed("another frame within a head", HELLO + open + ping("oracle!!")),
        closed("another stream within a head", HELLO + open + get(3)),
        closed("continuation of nothing", HELLO + frame(CONTINUATION, END_HEADERS, 1, "")),
        closed("head on stream 0", HELLO + head(0, true, fields(METHOD, SCHEME, PATH, AUTHORITY))),
        closed("head on an even stream", HELLO + get(2)),
        closed("data on stream 0", HELLO + data(0, true, "x")),
        closed("data on an idle stream", HELLO + data(1, true, "x")),
        closed("stream that goes back", HELLO + get(3) + get(1)),
        closed("push from a client", HELLO + frame(PUSH_PROMISE, END_HEADERS, 1, number(2, 4))),
        closed("frame that is too large", HELLO + post(1) + data(1, true, "x".repeat(16_385))),
        closed("settings of odd length", HELLO + frame(SETTINGS, 0, 0, "abc")),
        closed("settings on a stream", HELLO + frame(SETTINGS, 0, 1, "")),
        closed("window that is too large", HELLO + setting(4, 0x80000000L)),
        closed("window that overflows", HELLO + frame(WINDOW_UPDATE, 0, 0, number(0x7fffffff, 4))),
        closed("window of 0", HELLO + frame(WINDOW_UPDATE, 0, 0, number(0, 4))),
        closed("ping of odd length", HELLO + frame(Frames.PING, 0, 0, "abc")),
        closed("head with an unknown index", HELLO + frame(HEADERS, 5, 1, "\u00ff\u00ff\u0003")),
        closed("head that depends on itself", HELLO + frame(HEADERS, 0x25, 1, self() + usual())));
  }

  private static Stream<Vector> floods() {
    String open = frame(HEADERS, 0, 1, block(":method", "GET"));
    return Stream.of(
        flood("rapid reset", 1_000, number -> get(2 * number + 1) + reset(2 * number + 1)),
        flood("malformed heads", 1_000, number -> get(2 * number + 1, "te", "gzip")),
        flood("continuations", open, 10_000, frame(CONTINUATION, 0, 1, block("x-a", "1"))),
        flood("empty continuations", open, 10_000, frame(CONTINUATION, 0, 1, "")),
        flood("settings", 10_000, number -> frame(SETTINGS, 0, 0, "")),
        flood("pings", 10_000, number -> ping("12345678")),
        flood("priorities", 10_000, number -> frame(PRIORITY, 0, 2 * number + 1, "\0\0\0\0\0")),
        flood("unknown frames", 10_000, number -> frame(0xf0, 0, 0, "x")),
        flood("empty data", post(1), 10_000, data(1, false, "")));
  }

  private static Vector forward(String family, String name, String frames, Expected inside) {
    return vector(family, name, Treatment.FORWARDED, HELLO + frames, inside);
  }

  private static Vector refuse(String name, String frames) {
    return vector(HEADS, name, Treatment.REFUSED, HELLO + frames);
  }

  private static Vector body(String name, String frames) {
    return vector(BODIES, name, Treatment.REFUSED, HELLO + frames);
  }

  private static Vector closed(String name, String frames) {
    return vector(Http2Runner.BROKEN, name, Treatment.REFUSED, frames);
  }

  private static Vector flood(String name, int count, IntFunction<String> frames) {
    String all = IntStream.range(0, count).mapToObj(frames).collect(Collectors.joining());
    return vector(Http2Runner.FLOODS, name, Treatment.REFUSED, HELLO + all);
  }

  /** A stream that begins with these frames, then repeats others. */
  private static Vector flood(String name, String begin, int count, String frame) {
    return vector(Http2Runner.FLOODS, name, Treatment.REFUSED, HELLO + begin + frame.repeat(count));
  }

  private static Vector vector(
      String family, String name, Treatment ours, String frames, Expected... inside) {
    return new Vector(family, name, ours, frames, List.of(inside), Next.NOTHING, null, null);
  }

  private static String hello(boolean ends) {
    return data(1, ends, "hello");
  }

  private static String method(String method) {
    return head(1, true, fields(new String[] {":method", method}, SCHEME, PATH, AUTHORITY));
  }

  private static String scheme(String scheme) {
    return head(1, true, fields(METHOD, new String[] {":scheme", scheme}, PATH, AUTHORITY));
  }

  private static String path(String path) {
    return head(1, true, fields(METHOD, SCHEME, new String[] {":path", path}, AUTHORITY));
  }

  private static String authority(String authority) {
    return head(1, true, fields(METHOD, SCHEME, PATH, new String[] {":authority", authority}));
  }

  private static String host(String host) {
    return head(1, true, fields(METHOD, SCHEME, PATH, host0(host)));
  }

  private static String[] host0(String host) {
    return new String[] {"host", host};
  }

  private static String usual() {
    return block(fields(METHOD, SCHEME, PATH, AUTHORITY));
  }

  private static String inTwoFrames() {
    String block = usual();
    return frame(HEADERS, Frames.END_STREAM, 1, block.substring(0, 10))
        + frame(CONTINUATION, END_HEADERS, 1, block.substring(10));
  }

  private static String padded() {
    return frame(HEADERS, 0x2d, 1, "\u0003\0\0\0\0\u0010" + usual() + "\0\0\0");
  }

  /** A priority of stream 1 that depends on stream 1. */
  private static String self() {
    return number(1, 4) + "\u0010";
  }

  private static String setting(int key, long value) {
    return frame(SETTINGS, 0, 0, number(key, 2) + number(value, 4));
  }

  private static String[] fields(String[]... some) {
    return Stream.of(some).flatMap(Stream::of).toArray(String[]::new);
  }
}
