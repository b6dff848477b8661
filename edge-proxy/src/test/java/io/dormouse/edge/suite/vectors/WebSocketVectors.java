package io.dormouse.edge.suite.vectors;

import static io.dormouse.edge.suite.vectors.Expected.request;
import static io.dormouse.edge.suite.vectors.Vector.line;

import io.dormouse.edge.suite.vectors.Judgement.Treatment;
import io.dormouse.edge.suite.vectors.Vector.BackendAnswer;
import io.dormouse.edge.suite.vectors.Vector.Next;
import java.util.List;
import java.util.stream.Stream;

/** Handshakes of WebSockets, and bytes that are sent before the agreement. */
public final class WebSocketVectors {

  private static final String FAMILY = "WebSocket";
  private static final String UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket";
  private static final String VERSION = "Sec-WebSocket-Version: 13";
  private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
  public static final String FRAME = "\u0081\u0085\0\0\0\0hello";
  private static final String CLOSE = "\u0088\u0002\u0003\u00e8";
  private static final String SMUGGLED = line("GET /hidden");
  public static final String AGREED =
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
          + "Sec-WebSocket-Accept: {accept}\r\nX: oracle\r\n\r\n";
  public static final String HANDSHAKE = line("GET /", UPGRADE, VERSION, KEY);
  private static final String NO = "HTTP/1.1 403 Forbidden\r\nContent-Length: 6\r\n\r\noracle";

  public static final Expected ASKED =
      request("GET /").with("Upgrade", "websocket").with("Sec-WebSocket-Version", "13");
  private static final Expected JOINED = Expected.answer(101).with("Upgrade", "websocket");

  private WebSocketVectors() {}

  public static Stream<Vector> all() {
    return Stream.concat(answers(), handshakes());
  }

  private static Stream<Vector> answers() {
    return Stream.of(
        tunnel("agreed", HANDSHAKE, ASKED, AGREED, JOINED),
        tunnel("frame before 101", HANDSHAKE + FRAME, ASKED.body(FRAME), AGREED, JOINED),
        tunnel(
            "request before 101 is of the tunnel",
            HANDSHAKE + SMUGGLED,
            ASKED.body(SMUGGLED),
            AGREED,
            JOINED),
        tunnel(
            "frame with 101",
            HANDSHAKE,
            ASKED,
            AGREED + "\u0081\u0002hi",
            JOINED.body("\u0081\u0002hi")),
        tunnel(
            "frame behind the backend's close frame",
            HANDSHAKE,
            ASKED,
            AGREED + CLOSE + "\u0081\u0002hi",
            JOINED.body(CLOSE + "\u0081\u0002hi")),
        tunnel("refused", HANDSHAKE, ASKED, NO, Expected.answer(403).body("oracle")),
        refusedWithMore(),
        tunnel(
            "answered with 200",
            HANDSHAKE,
            ASKED,
            "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\noracle",
            Expected.answer(200).body("oracle")),
        broken("wrong accept", AGREED.replace("{accept}", "bm90IHRoZSByaWdodCBvbmU=")),
        broken("no accept", AGREED.replace("Sec-WebSocket-Accept: {accept}\r\n", "")),
        broken("another protocol", AGREED.replace("Upgrade: websocket", "Upgrade: oracle")),
        broken("no upgrade", AGREED.replace("Upgrade: websocket\r\n", "")));
  }

  private static Stream<Vector> handshakes() {
    return Stream.of(
        handshake("no key", UPGRADE, VERSION),
        handshake("two keys", UPGRADE, VERSION, KEY, KEY),
        handshake("short key", UPGRADE, VERSION, "Sec-WebSocket-Key: eA=="),
        handshake("key that is no base64", UPGRADE, VERSION, "Sec-WebSocket-Key: !?"),
        handshake("no version", UPGRADE, KEY),
        handshake("version 8", UPGRADE, "Sec-WebSocket-Version: 8", KEY),
        handshake("two versions", UPGRADE, VERSION, VERSION, KEY),
        handshake("not nominated", "Upgrade: websocket", VERSION, KEY),
        tunnel(
            "with a length of nothing",
            line("GET /", UPGRADE, VERSION, KEY, "Content-Length: 0"),
            ASKED,
            AGREED,
            JOINED),
        handshake("with a length", UPGRADE, VERSION, KEY, "Content-Length: 1"),
        handshake("with chunks", UPGRADE, VERSION, KEY, "Transfer-Encoding: chunked"),
        handshake("two upgrades", UPGRADE, "Upgrade: h2c", VERSION, KEY),
        bad(
            "POST",
            line("POST /", UPGRADE, VERSION, KEY, "Content-Length: 5") + "hello",
            request("POST /").body("hello")),
        bad(
            "HTTP/1.0",
            line("GET /", UPGRADE, VERSION, KEY).replace("HTTP/1.1", "HTTP/1.0"),
            request("GET /")));
  }

  private static Vector tunnel(
      String name, String sent, Expected inside, String answer, Expected outside) {
    return new Vector(
        FAMILY,
        name,
        Treatment.FORWARDED,
        sent,
        List.of(inside),
        Next.NOTHING,
        new BackendAnswer(answer, false),
        outside);
  }

  /** A refused handshake, after which the next bytes are a request again. */
  private static Vector refusedWithMore() {
    return new Vector(
        FAMILY,
        "refused, with a request before that",
        Treatment.FORWARDED,
        HANDSHAKE,
        List.of(ASKED),
        Next.SERVED,
        new BackendAnswer(NO, false),
        Expected.answer(403).body("oracle"));
  }

  private static Vector broken(String name, String answer) {
    return new Vector(
        FAMILY,
        name,
        Treatment.REFUSED,
        HANDSHAKE,
        List.of(ASKED),
        Next.NOTHING,
        new BackendAnswer(answer + SMUGGLED, false),
        null);
  }

  private static Vector handshake(String name, String... headers) {
    return bad(name, line("GET /", headers), request("GET /"));
  }

  /** A bad handshake. Other proxies may forward it; then the backend refuses. */
  private static Vector bad(String name, String sent, Expected inside) {
    return new Vector(
        FAMILY,
        name,
        Treatment.REFUSED,
        sent,
        List.of(inside),
        Next.NOTHING,
        new BackendAnswer(NO, false),
        Expected.answer(403).body("oracle"));
  }
}
