package io.dormouse.edge.suite.vectors;

import static io.dormouse.edge.suite.vectors.Expected.request;
import static io.dormouse.edge.suite.vectors.Vector.drop;
import static io.dormouse.edge.suite.vectors.Vector.pass;

import java.util.Map;
import java.util.stream.Stream;

/** Answers of backends, and the parts that may reach a client. */
public final class AnswerVectors {

  private static final String FRAMING = "answers, framing";
  private static final String HEADS = "answers, heads";
  private static final String INTERIM = "answers, 1xx";
  private static final String LEFT_OVER = "answers, left over";
  private static final String SPLIT = "answers, splitting";

  private static final String OK = "HTTP/1.1 200 OK\r\n";
  private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";
  private static final String EVIL = OK + "Content-Length: 11\r\n\r\nevil oracle";
  private static final Expected ORACLE = Expected.answer(200).body("oracle");

  private AnswerVectors() {}

  public static Stream<Vector> all() {
    return Stream.of(framing(), withoutBody(), chunks(), heads(), interim(), split(), leftOver())
        .flatMap(vectors -> vectors);
  }

  private static Stream<Vector> framing() {
    return Stream.of(
        pass(FRAMING, "length", sized("Content-Length: 6"), ORACLE),
        pass(FRAMING, "until it closes", OK + "\r\noracle", ORACLE).closing(),
        pass(FRAMING, "HTTP/1.0 until it closes", "HTTP/1.0 200 OK\r\n\r\noracle", ORACLE)
            .closing(),
        drop(FRAMING, "two lengths", sized("Content-Length: 6\r\nContent-Length: 1")),
        drop(FRAMING, "two equal lengths", sized("Content-Length: 6\r\nContent-Length: 6"))
            .orElse(ORACLE),
        drop(FRAMING, "list of lengths", sized("Content-Length: 6, 6")).orElse(ORACLE),
        drop(FRAMING, "list of different lengths", sized("Content-Length: 6, 1")),
        drop(FRAMING, "signed length", sized("Content-Length: +6")),
        drop(FRAMING, "negative length", sized("Content-Length: -6")),
        drop(FRAMING, "length that is none", sized("Content-Length: six")),
        drop(
                FRAMING,
                "length and chunks",
                OK + "Content-Length: 1\r\n" + CHUNKED + "\r\n" + chunk())
            .orElse(ORACLE),
        drop(FRAMING, "unknown coding", sized("Transfer-Encoding: x")).closing(),
        drop(FRAMING, "two codings", OK + "Transfer-Encoding: gzip, chunked\r\n\r\n" + chunk())
            .closing(),
        drop(FRAMING, "chunks in HTTP/1.0", "HTTP/1.0 200 OK\r\n" + CHUNKED + "\r\n" + chunk())
            .orElse(ORACLE)
            .closing(),
        drop(FRAMING, "shorter than its length", OK + "Content-Length: 9\r\n\r\noracle").closing(),
        drop(FRAMING, "nothing at all", "").closing(),
        drop(FRAMING, "half a head", OK + "X: oracle").closing());
  }

  private static Stream<Vector> withoutBody() {
    return Stream.of(
        pass(FRAMING, "204", "HTTP/1.1 204 No Content\r\nX: oracle\r\n\r\n", Expected.answer(204)),
        pass(
            FRAMING,
            "204 with a length",
            "HTTP/1.1 204 No Content\r\nX: oracle\r\nContent-Length: 0\r\n\r\n",
            Expected.answer(204)),
        pass(
            FRAMING,
            "304 with a length",
            "HTTP/1.1 304 Not Modified\r\nX: oracle\r\nContent-Length: 99\r\n\r\n",
            Expected.answer(304)),
        pass(
                FRAMING,
                "to HEAD with a length",
                OK + "X: oracle\r\nContent-Length: 99\r\n\r\n",
                Expected.answer(200))
            .asked(Vector.line("HEAD /"), request("HEAD /")));
  }

  private static Stream<Vector> chunks() {
    return Stream.of(
        pass(FRAMING, "chunks", OK + CHUNKED + "\r\n" + chunk(), ORACLE),
        pass(FRAMING, "chunks with an extension", chunked("6;a=b\r\noracle\r\n0\r\n\r\n"), ORACLE),
        pass(
            FRAMING,
            "trailers of a framing kind",
            chunked("6\r\noracle\r\n0\r\nContent-Length: 1\r\n\r\n"),
            ORACLE),
        drop(FRAMING, "chunk of size zz", chunked("zz\r\noracle\r\n0\r\n\r\n")),
        drop(FRAMING, "chunk of a negative size", chunked("-6\r\noracle\r\n0\r\n\r\n")),
        drop(FRAMING, "chunk of a huge size", chunked("10000000000000006\r\noracle\r\n0\r\n\r\n")),
        drop(FRAMING, "chunk longer than its size", chunked("1\r\noracle\r\n0\r\n\r\n")),
        drop(FRAMING, "chunk with bare LF", chunked("6\noracle\n0\n\n")).orElse(ORACLE),
        drop(FRAMING, "chunks without an end", chunked("6\r\noracle\r\n")).closing());
  }

  private static Stream<Vector> heads() {
    return Stream.of(
        drop(HEADS, "not HTTP", "SSH-2.0-oracle\r\n\r\n").closing(),
        drop(HEADS, "HTTP/2", "HTTP/2 200 OK\r\nContent-Length: 6\r\n\r\noracle").closing(),
        drop(HEADS, "HTTP/0.9", "oracle").closing(),
        drop(HEADS, "status of two digits", "HTTP/1.1 20 OK\r\nContent-Length: 6\r\n\r\noracle"),
        drop(HEADS, "status of four digits", "HTTP/1.1 2000 OK\r\nContent-Length: 6\r\n\r\noracle"),
        drop(HEADS, "status 0", "HTTP/1.1 000 OK\r\nContent-Length: 6\r\n\r\noracle"),
        drop(HEADS, "status 999", "HTTP/1.1 999 OK\r\nContent-Length: 6\r\n\r\noracle"),
        drop(HEADS, "status with a sign", "HTTP/1.1 +20 OK\r\nContent-Length: 6\r\n\r\noracle"),
        head("folded line", "X: oracle\r\n 2"),
        head("no colon", "oracle"),
        head("blank before the colon", "X-Oracle : 1"),
        head("blank in a name", "X Oracle: 1"),
        head("control byte in a name", "X\u0001: oracle"),
        head("NUL in a value", "X: oracle\0"),
        head("control byte in a value", "X: oracle\u0001"),
        drop(
            HEADS,
            "head that is too large",
            OK + "X: oracle\r\n".repeat(20_000) + "Content-Length: 6\r\n\r\noracle"),
        pass(HEADS, "no reason", "HTTP/1.1 200 \r\nContent-Length: 6\r\n\r\noracle", ORACLE),
        pass(
            HEADS,
            "bytes above ASCII",
            sized("X: \u00c3\u00a9\r\nContent-Length: 6"),
            ORACLE.with("X", "\u00c3\u00a9")));
  }

  private static Stream<Vector> interim() {
    return Stream.of(
        pass(
            INTERIM,
            "100 that nobody asked for",
            "HTTP/1.1 100 Continue\r\n\r\n" + usual(),
            ORACLE),
        pass(INTERIM, "102", "HTTP/1.1 102 Processing\r\n\r\n" + usual(), ORACLE),
        pass(
            INTERIM,
            "103",
            "HTTP/1.1 103 Early Hints\r\nLink: </oracle>\r\n\r\n" + usual(),
            ORACLE),
        pass(
            INTERIM,
            "eight",
            "HTTP/1.1 103 Early Hints\r\nLink: </oracle>\r\n\r\n".repeat(8) + usual(),
            ORACLE),
        drop(INTERIM, "many", "HTTP/1.1 102 Processing\r\n\r\n".repeat(50) + usual())
            .orElse(ORACLE),
        pass(
                INTERIM,
                "103 to a client of HTTP/1.0",
                "HTTP/1.1 103 Early Hints\r\nLink: </oracle>\r\n\r\n" + usual(),
                ORACLE)
            .asked("GET / HTTP/1.0\r\n" + Vector.HOST + "\r\n", request("GET /")),
        pass(
            INTERIM,
            "103 with a length, which has no body all the same",
            "HTTP/1.1 103 Early Hints\r\nContent-Length: %d\r\n\r\n".formatted(EVIL.length())
                + usual()
                + EVIL,
            ORACLE),
        drop(
            INTERIM,
            "101 that nobody asked for",
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: oracle\r\nConnection: Upgrade\r\n\r\n"
                + EVIL),
        drop(INTERIM, "only 100", "HTTP/1.1 100 Continue\r\n\r\n").closing(),
        pass(INTERIM, "199", "HTTP/1.1 199 Oracle\r\n\r\n" + usual(), ORACLE));
  }

  private static Stream<Vector> split() {
    return Stream.of(
        pass(SPLIT, "a second answer behind the first", usual() + EVIL, ORACLE),
        pass(
            SPLIT, "a second answer behind chunks", OK + CHUNKED + "\r\n" + chunk() + EVIL, ORACLE),
        pass(
            SPLIT,
            "a second answer behind 204",
            "HTTP/1.1 204 No Content\r\nX: oracle\r\n\r\n" + EVIL,
            Expected.answer(204)),
        pass(
            SPLIT,
            "a second answer behind 304",
            "HTTP/1.1 304 Not Modified\r\nX: oracle\r\n\r\n" + EVIL,
            Expected.answer(304)),
        pass(
                SPLIT,
                "a body to HEAD",
                OK + "X: oracle\r\nContent-Length: 44\r\n\r\n" + EVIL,
                Expected.answer(200))
            .asked(Vector.line("HEAD /"), request("HEAD /")),
        pass(SPLIT, "a body longer than its length", sized("Content-Length: 6") + "more", ORACLE),
        head("bare CR in a value", "X: oracle\rSet-Cookie: evil"),
        head("bare LF in a value", "X: oracle\nSet-Cookie: evil").orElse(ORACLE),
        head("CR CR LF", "X: oracle\r\r\nSet-Cookie: evil"),
        drop(
            SPLIT,
            "bare CR in the reason",
            "HTTP/1.1 200 oracle\rX: evil\r\nContent-Length: 6\r\n\r\noracle"),
        drop(SPLIT, "all lines with a bare LF", usual().replace("\r", "")).orElse(ORACLE),
        drop(
            SPLIT,
            "NUL in the reason",
            "HTTP/1.1 200 oracle\0\r\nContent-Length: 6\r\n\r\noracle"));
  }

  /** Bytes after a complete answer, which the next request over the connection might get. */
  private static Stream<Vector> leftOver() {
    return Stream.of(
            Map.entry("the beginning of an answer", OK + "Set-Cookie: evil=1\r\nX-Pad: "),
            Map.entry("junk", "junk"),
            Map.entry("an empty line", "\r\n"),
            Map.entry("an interim answer", "HTTP/1.1 103 Early Hints\r\nLink: </oracle>\r\n\r\n"))
        .flatMap(more ->
            complete()
                .flatMap(vector ->
                    Stream.of(
                        vector.behind(more.getKey(), more.getValue()),
                        vector.late(more.getValue()).called(more.getKey() + ", late"))));
  }

  private static Stream<Vector> complete() {
    return Stream.of(
        pass(LEFT_OVER, "a length", usual(), ORACLE),
        pass(LEFT_OVER, "chunks", OK + CHUNKED + "\r\n" + chunk(), ORACLE),
        pass(
            LEFT_OVER, "204", "HTTP/1.1 204 No Content\r\nX: oracle\r\n\r\n", Expected.answer(204)),
        pass(
            LEFT_OVER,
            "304",
            "HTTP/1.1 304 Not Modified\r\nX: oracle\r\n\r\n",
            Expected.answer(304)),
        pass(
            LEFT_OVER,
            "205",
            "HTTP/1.1 205 Reset Content\r\nX: oracle\r\nContent-Length: 0\r\n\r\n",
            Expected.answer(205)),
        pass(LEFT_OVER, "HEAD", OK + "X: oracle\r\nContent-Length: 6\r\n\r\n", Expected.answer(200))
            .asked(Vector.line("HEAD /"), request("HEAD /")));
  }

  private static Vector head(String name, String line) {
    return drop(HEADS, name, sized(line + "\r\nContent-Length: 6"));
  }

  private static String usual() {
    return sized("Content-Length: 6");
  }

  private static String sized(String headers) {
    return OK + headers + "\r\n\r\noracle";
  }

  private static String chunked(String chunks) {
    return OK + CHUNKED + "\r\n" + chunks;
  }

  private static String chunk() {
    return "6\r\noracle\r\n0\r\n\r\n";
  }
}
