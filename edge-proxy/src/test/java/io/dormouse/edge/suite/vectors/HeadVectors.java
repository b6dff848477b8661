package io.dormouse.edge.suite.vectors;

import static io.dormouse.edge.suite.vectors.Expected.request;
import static io.dormouse.edge.suite.vectors.Vector.forward;
import static io.dormouse.edge.suite.vectors.Vector.line;
import static io.dormouse.edge.suite.vectors.Vector.refuse;

import io.dormouse.edge.suite.vectors.Vector.Next;
import java.util.stream.Stream;

/** The form of a head: lines, bytes, methods, targets and hosts. */
public final class HeadVectors {

  private static final Expected ROOT = request("GET /");

  private HeadVectors() {}

  public static Stream<Vector> all() {
    return Stream.of(lines(), firstLines(), methods(), hosts(), forms(), refusedPaths(), paths())
        .flatMap(vectors -> vectors);
  }

  private static Stream<Vector> lines() {
    return Stream.of(
        header("folded line", "X: 1\r\n 2"),
        header("folded line with a tab", "X: 1\r\n\t2"),
        header("folded Host", "X: 1\r\n Host: evil.example.org"),
        refuse(
            "lines", "folded first header", "GET / HTTP/1.1\r\n X: 1\r\n" + Vector.HOST + "\r\n"),
        header("no colon", "nonsense"),
        header("empty name", ": x"),
        header("blank before the colon", "X : 1"),
        header("tab before the colon", "X\t: 1"),
        header("blank in a name", "X Y: 1"),
        header("bare LF in a value", "X: 1\nY: 2"),
        header("bare CR in a value", "X: 1\rY: 2"),
        header("CR CR LF", "X: 1\r\r\nY: 2"),
        header("NUL in a value", "X: 1\0"),
        header("control byte in a value", "X: \u0001"),
        header("escape in a value", "X: \u001b[1m"),
        header("DEL in a value", "X: \u007f"),
        header("vertical tab in a name", "X\u000b: 1"),
        header("byte above ASCII in a name", "X\u00e9: 1"),
        header("brackets in a name", "X[1]: 1"),
        header("quotes in a name", "\"X\": 1"),
        refuse(
                "lines",
                "all lines with a bare LF",
                "GET / HTTP/1.1\n" + Vector.HOST.trim() + "\n\n")
            .unless(ROOT),
        refuse("lines", "head that ends with a bare LF", "GET / HTTP/1.1\r\n" + Vector.HOST + "\n")
            .unless(ROOT),
        refuse("lines", "bare CR before a request", "\r" + line("GET /")).unless(ROOT),
        refuse("lines", "bare LF before a request", "\n" + line("GET /")).unless(ROOT),
        refuse("lines", "head that is too large", line("GET /", "X: 1234567890".repeat(10_000))),
        forward(
            "lines",
            "bytes above ASCII in a value",
            line("GET /", "X: \u00c3\u00a9"),
            ROOT.with("X", "\u00c3\u00a9")),
        forward("lines", "tab in a value", line("GET /", "X: 1\t2"), ROOT.with("X", "1\t2")),
        forward("lines", "empty value", line("GET /", "X:"), ROOT));
  }

  private static Stream<Vector> firstLines() {
    return Stream.of(
        first("two blanks before the target", "GET  / HTTP/1.1").unless(ROOT),
        first("two blanks behind the target", "GET /  HTTP/1.1").unless(ROOT),
        first("tabs for blanks", "GET\t/\tHTTP/1.1"),
        first("blank at the end", "GET / HTTP/1.1 ").unless(ROOT),
        first("blank before the method", " GET / HTTP/1.1"),
        first("blank in the target", "GET /a b HTTP/1.1"),
        first("bare CR in the target", "GET /a\rb HTTP/1.1"),
        first("NUL in the target", "GET /a\0b HTTP/1.1"),
        first("HTTP/0.9 with a Host", "GET /"),
        first("HTTP/1.2", "GET / HTTP/1.2").unless(ROOT),
        first("HTTP/1.10", "GET / HTTP/1.10").unless(ROOT),
        first("HTTP/01.1", "GET / HTTP/01.1"),
        first("HTTP/2.0", "GET / HTTP/2.0"),
        first("HTTP/3", "GET / HTTP/3"),
        first("version in lower case", "GET / http/1.1"),
        first("another protocol", "GET / ICAP/1.1"),
        refuse("first line", "preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
            .then(Next.NOTHING),
        refuse("first line", "line that is too long", line("GET /" + "x".repeat(100_000))),
        forward("first line", "HTTP/1.0", "GET / HTTP/1.0\r\n" + Vector.HOST + "\r\n", ROOT)
            .then(Next.NOTHING));
  }

  private static Stream<Vector> methods() {
    return Stream.of(
        delimited("methods", "CONNECT", "CONNECT acme.example.org:443"),
        delimited("methods", "CONNECT with a path", "CONNECT /"),
        delimited("methods", "TRACE", "TRACE /"),
        delimited("methods", "TRACE in mixed case", "Trace /"),
        method("TRACK"),
        method("BREW"),
        method("get"),
        method("Get"),
        method("LIST"),
        method("DEBUG"),
        method("PURGE"),
        method("x-custom!"),
        delimited("methods", "GET with a byte above ASCII", "GET\u00c0 /"),
        delimited("methods", "with a colon", "GET: /"),
        forward(
            "methods",
            "LIST with a body",
            line("LIST /", "Content-Length: 1") + "x",
            request("LIST /").body("x")),
        forward(
            "methods",
            "LIST with chunks",
            line("LIST /", "Transfer-Encoding: chunked") + "1\r\nx\r\n0\r\n\r\n",
            request("LIST /").body("x")),
        forward("methods", "HEAD", line("HEAD /"), request("HEAD /")),
        forward("methods", "OPTIONS", line("OPTIONS /"), request("OPTIONS /")),
        forward(
            "methods",
            "PATCH",
            line("PATCH /", "Content-Length: 1") + "x",
            request("PATCH /").body("x")),
        forward("methods", "PROPFIND", line("PROPFIND /"), request("PROPFIND /")));
  }

  private static Stream<Vector> hosts() {
    return Stream.of(
        host("none", ""),
        host("empty", "Host:\r\n"),
        host("two", Vector.HOST + "Host: evil.example.org\r\n"),
        host("two that are equal", Vector.HOST + Vector.HOST).unless(ROOT),
        host("two of different case", Vector.HOST + "hOST: evil.example.org\r\n"),
        host("list", "Host: acme.example.org, evil.example.org\r\n"),
        host("user before it", "Host: evil@acme.example.org\r\n"),
        host("path behind it", "Host: acme.example.org/x\r\n"),
        host("query behind it", "Host: acme.example.org?x\r\n"),
        host("fragment behind it", "Host: acme.example.org#x\r\n"),
        host("backslash behind it", "Host: acme.example.org\\x\r\n"),
        host("blank inside", "Host: acme.example.org evil.example.org\r\n"),
        host("port that is none", "Host: acme.example.org:http\r\n"),
        host("port beyond 65535", "Host: acme.example.org:65616\r\n"),
        host("two ports", "Host: acme.example.org:80:81\r\n"),
        host("empty port", "Host: acme.example.org:\r\n").unless(ROOT),
        host("port 0", "Host: acme.example.org:0\r\n").unless(ROOT),
        host("two dots behind it", "Host: acme.example.org..\r\n"),
        host("dot before it", "Host: .acme.example.org\r\n"),
        host("percent", "Host: acme%2eexample.org\r\n"),
        host("byte above ASCII", "Host: acm\u00e9.example.org\r\n"),
        host("brackets", "Host: [::1]\r\n"),
        host("address", "Host: 127.0.0.1\r\n"),
        host("another instance", "Host: other.example.org\r\n"),
        host("label beyond 63", "Host: " + "a".repeat(64) + ".example.org\r\n"),
        refuse(
            "hosts",
            "name with a blank behind",
            "GET / HTTP/1.1\r\nHost : evil.example.org\r\n" + Vector.HOST + "\r\n"),
        forward("hosts", "capitals", "GET / HTTP/1.1\r\nhOsT: ACME.Example.ORG\r\n\r\n", ROOT),
        forward(
            "hosts", "dot behind it", "GET / HTTP/1.1\r\nHost: acme.example.org.\r\n\r\n", ROOT),
        forward("hosts", "port", "GET / HTTP/1.1\r\nHost: acme.example.org:8080\r\n\r\n", ROOT));
  }

  private static Stream<Vector> forms() {
    return Stream.of(
        absolute("absolute form", "http://acme.example.org/", "/"),
        form("absolute form of another host", "http://evil.example.org/").unless(),
        form("absolute form with a user", "http://x@acme.example.org/").unless(),
        absolute("absolute form of https", "https://acme.example.org/", "/"),
        absolute("absolute form in capitals", "HTTP://ACME.example.org/", "/"),
        absolute("absolute form without a path", "http://acme.example.org", "/"),
        absolute("absolute form with a path", "http://acme.example.org/a?b", "/a?b"),
        absolute("absolute form with a query only", "http://acme.example.org?b", "/?b"),
        absolute("absolute form with the usual port", "http://acme.example.org:80/a", "/a"),
        form("absolute form with another port", "http://acme.example.org:81/").unless(),
        form("absolute form above the root", "http://acme.example.org/../x")
            .unless(request("GET /../x")),
        form("another scheme", "file:///etc/passwd").unless(),
        form("authority form", "acme.example.org:80").unless(),
        form("asterisk form of a GET", "*").unless(),
        refuse("forms", "asterisk form of OPTIONS", line("OPTIONS *")).then(Next.SERVED),
        form("no slash", "x").unless(),
        form("query only", "?x").unless(),
        form("backslash", "\\x").unless());
  }

  private static Stream<Vector> refusedPaths() {
    return Stream.of(
        badPath("fragment", "/#x"),
        badPath("byte above ASCII", "/\u00e9"),
        badPath("DEL", "/\u007f"),
        badPath("percent and NUL", "/a%00b"),
        badPath("percent without digits", "/a%"),
        badPath("percent with one digit", "/a%4"),
        badPath("percent with other letters", "/a%zz"),
        badPath("above the root", "/../x"),
        badPath("above the root in the middle", "/a/../../x"),
        badPath("above the root with percents", "/%2e%2e/x"),
        badPath("above the root with a percent slash", "/..%2fx"));
  }

  private static Stream<Vector> paths() {
    return Stream.of(
        path("two slashes", "//x"),
        path("two slashes and a host", "//evil.example.org/x"),
        path("dots within", "/a/../b"),
        path("one dot", "/./b"),
        path("percent dots within", "/a/%2e%2e/b"),
        path("percent slash", "/a%2fb"),
        path("percent percent", "/a%252e"),
        path("percent CR LF", "/a%0d%0aX:%201"),
        path("semicolon", "/a;b=c/d"),
        path("backslash within", "/a\\b"),
        path("query with odd bytes", "/?a=%zz&b=%00&c=%"),
        path("query with a question mark", "/?a?b"),
        path("empty query", "/?"),
        path("query with a target", "/?u=http://evil.example.org/"),
        path("marks", "/!$&'()*+,;=:@~-._"),
        path("three dots", "/.../x"),
        path("at and colon", "/a@b:80/"));
  }

  private static Vector header(String name, String lines) {
    return refuse("lines", name, line("GET /", lines)).unless(ROOT);
  }

  private static Vector first(String name, String firstLine) {
    return refuse("first line", name, firstLine + "\r\n" + Vector.HOST + "\r\n");
  }

  private static Vector host(String name, String lines) {
    return refuse("hosts", name, "GET / HTTP/1.1\r\n" + lines + "\r\n").then(Next.SERVED);
  }

  private static Vector form(String name, String target) {
    return refuse("forms", name, line("GET " + target)).unless(ROOT).then(Next.SERVED);
  }

  private static Vector absolute(String name, String target, String origin) {
    return forward("forms", name, line("GET " + target), request("GET " + origin));
  }

  private static Vector method(String name) {
    return forward("methods", name, line(name + " /"), request(name + " /"));
  }

  private static Vector badPath(String name, String target) {
    return delimited("paths", name, "GET " + target).unless(request("GET " + target));
  }

  private static Vector path(String name, String target) {
    return forward("paths", name, line("GET " + target), request("GET " + target));
  }

  private static Vector delimited(String family, String name, String methodAndTarget) {
    return refuse(family, name, line(methodAndTarget)).then(Next.SERVED);
  }
}
