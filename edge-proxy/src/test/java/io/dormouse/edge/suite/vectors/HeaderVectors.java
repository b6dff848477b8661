package io.dormouse.edge.suite.vectors;

import static io.dormouse.edge.suite.vectors.Expected.request;
import static io.dormouse.edge.suite.vectors.Vector.forward;
import static io.dormouse.edge.suite.vectors.Vector.line;
import static io.dormouse.edge.suite.vectors.Vector.pass;

import io.dormouse.edge.suite.vectors.Vector.Next;
import java.util.stream.Stream;

/**
 * Headers that reach the other side or not: those of one connection, and those that describe a
 * client.
 */
public final class HeaderVectors {

  private static final Expected ROOT = request("GET /");
  private static final String FORWARDED = "for=127.0.0.1;host=" + Expected.HOST + ";proto=http";
  private static final Expected OK = Expected.answer(200).body("oracle");

  private HeaderVectors() {}

  public static Stream<Vector> all() {
    return Stream.of(nominated(), ofTheConnection(), upgrades(), forwarding(), back())
        .flatMap(vectors -> vectors);
  }

  private static Stream<Vector> nominated() {
    return Stream.of(
        hop("nominated header", ROOT.without("X-Mine"), "Connection: X-Mine", "X-Mine: 1"),
        hop(
            "nominated among others",
            ROOT.without("X-Mine").with("X-Kept", "1"),
            "Connection: keep-alive , x-mine,,",
            "X-Mine: 1",
            "X-Kept: 1"),
        hop(
            "nominated on a second line",
            ROOT.without("X-Mine"),
            "Connection: keep-alive",
            "Connection: X-Mine",
            "X-Mine: 1"),
        hop("nominated Host", ROOT, "Connection: Host"),
        hop(
            "nominated forwarding header",
            ROOT.with("X-Forwarded-For", "127.0.0.1"),
            "Connection: X-Forwarded-For"),
        hop("nominated cookie", ROOT.without("Cookie"), "Connection: Cookie", "Cookie: a=1"),
        forward(
            "hop by hop",
            "nominated length",
            line("POST /", "Connection: Content-Length", "Content-Length: 5") + "hello",
            request("POST /").body("hello")),
        forward(
            "hop by hop",
            "nominated coding",
            line("POST /", "Connection: Transfer-Encoding", "Transfer-Encoding: chunked")
                + "5\r\nhello\r\n0\r\n\r\n",
            request("POST /").body("hello")),
        forward("hop by hop", "close", line("GET /", "Connection: close"), ROOT).then(Next.NOTHING),
        forward(
                "hop by hop",
                "close in capitals among others",
                line("GET /", "Connection: x, CLOSE"),
                ROOT)
            .then(Next.NOTHING));
  }

  private static Stream<Vector> ofTheConnection() {
    return Stream.of(
        hop("Keep-Alive", ROOT.without("Keep-Alive"), "Keep-Alive: timeout=5"),
        hop("Proxy-Connection", ROOT.without("Proxy-Connection"), "Proxy-Connection: close"),
        hop(
            "Proxy-Authorization",
            ROOT.without("Proxy-Authorization"),
            "Proxy-Authorization: Basic eDp5"),
        hop("TE", ROOT.without("TE"), "Connection: TE", "TE: gzip"),
        hop("TE without being nominated", ROOT.without("TE"), "TE: trailers"),
        hop("Trailer", ROOT.without("Trailer"), "Connection: Trailer", "Trailer: X"));
  }

  private static Stream<Vector> upgrades() {
    return Stream.of(
        hop(
            "upgrade to h2c",
            ROOT.without("Upgrade", "HTTP2-Settings"),
            "Connection: Upgrade, HTTP2-Settings",
            "Upgrade: h2c",
            "HTTP2-Settings: AAMAAABk"),
        hop(
            "upgrade to h2c that is not nominated",
            ROOT.without("Upgrade", "HTTP2-Settings"),
            "Upgrade: h2c",
            "HTTP2-Settings: AAMAAABk"),
        forward(
            "hop by hop",
            "upgrade to h2c with a body",
            line(
                    "POST /",
                    "Connection: Upgrade, HTTP2-Settings",
                    "Upgrade: h2c",
                    "HTTP2-Settings: AAMAAABk",
                    "Content-Length: 5")
                + "hello",
            request("POST /").body("hello").without("Upgrade")),
        hop("upgrade to TLS", ROOT.without("Upgrade"), "Connection: Upgrade", "Upgrade: TLS/1.0"),
        hop("upgrade to something", ROOT.without("Upgrade"), "Connection: Upgrade", "Upgrade: x"));
  }

  private static Stream<Vector> forwarding() {
    return Stream.of(
        told(
            "X-Forwarded-For",
            ROOT.with("X-Forwarded-For", "127.0.0.1"),
            "X-Forwarded-For: 6.6.6.6"),
        told(
            "two of X-Forwarded-For",
            ROOT.with("X-Forwarded-For", "127.0.0.1"),
            "X-Forwarded-For: 6.6.6.6",
            "x-forwarded-for: 7.7.7.7"),
        told("X_Forwarded_For", ROOT.without("X_Forwarded_For"), "X_Forwarded_For: 6.6.6.6"),
        told("X-Forwarded_For", ROOT.without("X-Forwarded_For"), "X-Forwarded_For: 6.6.6.6"),
        told(
            "X-Forwarded-Proto",
            ROOT.with("X-Forwarded-Proto", "http"),
            "X-Forwarded-Proto: https"),
        told(
            "X-Forwarded-Host",
            ROOT.with("X-Forwarded-Host", Expected.HOST),
            "X-Forwarded-Host: evil.example.org"),
        told("Forwarded", ROOT.with("Forwarded", FORWARDED), "Forwarded: for=6.6.6.6"),
        told(
            "Forwarded in quotes",
            ROOT.with("Forwarded", FORWARDED),
            "Forwarded: for=\"[6::6]\";host=x"));
  }

  private static Stream<Vector> back() {
    return Stream.of(
        back("nominated header", OK.without("X-Mine"), "Connection: X-Mine", "X-Mine: 1"),
        back(
            "nominated on a second line",
            OK.without("X-Mine"),
            "Connection: keep-alive",
            "Connection: X-Mine",
            "X-Mine: 1"),
        back("nominated length", OK, "Connection: Content-Length"),
        back("Keep-Alive", OK.without("Keep-Alive"), "Keep-Alive: timeout=77"),
        back("Proxy-Authenticate", OK.without("Proxy-Authenticate"), "Proxy-Authenticate: Basic"),
        back("Proxy-Connection", OK.without("Proxy-Connection"), "Proxy-Connection: close"),
        back("Upgrade", OK.without("Upgrade"), "Connection: Upgrade", "Upgrade: h2c"),
        back("Trailer", OK.without("Trailer"), "Connection: Trailer", "Trailer: X"),
        back("cookies in their order", OK.with("X-A", "1"), "Set-Cookie: a=1", "X-A: 1"));
  }

  private static Vector hop(String name, Expected inside, String... headers) {
    return forward("hop by hop", name, line("GET /", headers), inside);
  }

  private static Vector told(String name, Expected inside, String... headers) {
    return forward("forwarding", name, line("GET /", headers), inside);
  }

  private static Vector back(String name, Expected outside, String... headers) {
    return pass(
        "hop by hop, back",
        name,
        "HTTP/1.1 200 OK\r\n"
            + String.join("\r\n", headers)
            + "\r\nContent-Length: 6\r\n\r\noracle",
        outside);
  }
}
