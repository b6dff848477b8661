package io.dormouse.edge.suite.vectors;

import static io.dormouse.edge.suite.vectors.Expected.request;
import static io.dormouse.edge.suite.vectors.Vector.forward;
import static io.dormouse.edge.suite.vectors.Vector.line;
import static io.dormouse.edge.suite.vectors.Vector.refuse;

import io.dormouse.edge.suite.vectors.Vector.Next;
import java.util.stream.Stream;

/** The end of a request: lengths, codings, chunks and trailers. */
public final class FramingVectors {

  private static final String LENGTHS = "framing";
  private static final String CHUNKS = "chunks";
  private static final String TRAILERS = "trailers";
  private static final String CHUNKED = "Transfer-Encoding: chunked";

  /** The end of the body for readers that see chunks, the beginning of the body for others. */
  private static final String HIDDEN = "0\r\n\r\nGET /hidden HTTP/1.1\r\n" + Vector.HOST + "\r\n";

  private static final Expected EMPTY = request("POST /");
  private static final Expected HIDDEN_ONE = request("GET /hidden");
  private static final Expected HELLO = request("POST /").body("hello");

  private FramingVectors() {}

  public static Stream<Vector> all() {
    return Stream.of(lengths(), codings(), bodies(), unfinished(), sizes(), ends(), trailers())
        .flatMap(vectors -> vectors);
  }

  private static Stream<Vector> lengths() {
    return Stream.of(
        length("two lengths", "Content-Length: 5\r\nContent-Length: 6"),
        length("two equal lengths", "Content-Length: 5\r\nContent-Length: 5").unless(HELLO),
        length("list of lengths", "Content-Length: 5, 5").unless(HELLO),
        length("list of different lengths", "Content-Length: 5, 6"),
        length("signed length", "Content-Length: +5"),
        length("negative length", "Content-Length: -5"),
        length("hexadecimal length", "Content-Length: 0x5"),
        length("length with an exponent", "Content-Length: 5e0"),
        length("length with a fraction", "Content-Length: 5.0"),
        length("length with an underscore", "Content-Length: 0_5"),
        length("length with a blank inside", "Content-Length: 5 5"),
        length("length in quotes", "Content-Length: \"5\""),
        length("length beyond 64 bits", "Content-Length: 18446744073709551621"),
        length("empty length", "Content-Length:"),
        length("length after a vertical tab", "Content-Length: \u000b5"),
        length("length after a no-break space", "Content-Length: \u00a05"),
        length("name with a blank behind", "Content-Length : 5"),
        length("name with a NUL behind", "Content-Length\0: 5"),
        forward(LENGTHS, "length with zeroes before", post("Content-Length: 005") + "hello", HELLO),
        forward(LENGTHS, "length between blanks", post("Content-Length: \t 5 \t") + "hello", HELLO),
        forward(
            LENGTHS,
            "length of a GET",
            line("GET /", "Content-Length: 5") + "hello",
            request("GET /").body("hello")),
        forward(LENGTHS, "no body at all", post(), request("POST /")),
        forward(
            LENGTHS,
            "name one letter from a length",
            post("Content-Nength: 27") + line("GET /after"),
            request("POST /").with("Content-Nength", "27"),
            request("GET /after")),
        forward(
            LENGTHS,
            "name one letter from a length, and a length",
            post("Content-Bength: 9", "Content-Length: 5") + "hello",
            HELLO.with("Content-Bength", "9")),
        forward(
            LENGTHS,
            "name with an underscore is no length",
            post("Content_Length: 9", "Content-Length: 5") + "hello",
            HELLO.without("Content_Length")));
  }

  private static Stream<Vector> codings() {
    return Stream.of(
        hidden("length and chunks", "Content-Length: 6\r\n" + CHUNKED).unless(EMPTY, HIDDEN_ONE),
        hidden("chunks and length", CHUNKED + "\r\nContent-Length: 6").unless(EMPTY, HIDDEN_ONE),
        hidden("chunks and no length", CHUNKED + "\r\nContent-Length: 0").unless(EMPTY, HIDDEN_ONE),
        hidden(
            "coding with a vertical tab", "Content-Length: 6\r\nTransfer-Encoding: \u000bchunked"),
        hidden("coding xchunked", "Content-Length: 6\r\nTransfer-Encoding: xchunked"),
        hidden("coding on a folded line", "Content-Length: 6\r\nTransfer-Encoding:\r\n chunked")
            .unless(EMPTY, HIDDEN_ONE),
        hidden("coding behind a bare LF", "Content-Length: 6\r\nX: 1\n" + CHUNKED)
            .unless(EMPTY, HIDDEN_ONE),
        hidden("coding behind a bare CR", "Content-Length: 6\r\nX: 1\r" + CHUNKED),
        hidden(
            "blank before the colon of a coding",
            "Content-Length: 6\r\nTransfer-Encoding : chunked"),
        hidden("blank before a coding", "Content-Length: 6\r\n " + CHUNKED),
        hidden("coding with a NUL", "Content-Length: 6\r\nTransfer-Encoding: chunked\0"),
        coding("unknown coding", "gzip"),
        coding("two codings", "gzip, chunked"),
        coding("chunked not last", "chunked, identity"),
        coding("chunked twice", "chunked, chunked"),
        coding("identity", "identity"),
        coding("chunked with a parameter", "chunked;q=1"),
        coding("chunked in quotes", "\"chunked\""),
        coding("chunked behind a comma", ", chunked").unless(HELLO),
        coding("empty coding", ""),
        coding("two lines of codings", "chunked\r\nTransfer-Encoding: identity"),
        coding("two lines of chunked", "chunked\r\n" + CHUNKED),
        refuse(LENGTHS, "chunks in HTTP/1.0", (post(CHUNKED) + chunks()).replace("1.1", "1.0"))
            .unless(HELLO),
        forward(
            LENGTHS, "coding in capitals", post("Transfer-Encoding: CHUNKED") + chunks(), HELLO),
        forward(
            LENGTHS,
            "name with an underscore is no coding",
            post("Transfer_Encoding: chunked", "Content-Length: 5") + "hello",
            HELLO.without("Transfer_Encoding")));
  }

  private static Stream<Vector> bodies() {
    return Stream.of(
        forward(
            LENGTHS,
            "a request in a body",
            post("Content-Length: " + HIDDEN.length()) + HIDDEN,
            request("POST /").body(HIDDEN)),
        forward(
            LENGTHS,
            "a request in a chunk",
            post(CHUNKED)
                + Integer.toHexString(HIDDEN.length())
                + "\r\n"
                + HIDDEN
                + "\r\n0\r\n\r\n",
            request("POST /").body(HIDDEN)),
        forward(
            LENGTHS,
            "pipelined requests",
            line("GET /1") + post("Content-Length: 5") + "hello" + line("GET /2"),
            request("GET /1"),
            HELLO,
            request("GET /2")),
        forward(
            LENGTHS, "empty lines before a request", "\r\n\r\n" + line("GET /"), request("GET /")),
        forward(
            LENGTHS,
            "expects 100-continue",
            post("Content-Length: 5", "Expect: 100-continue") + "hello",
            HELLO),
        refuse(
                LENGTHS,
                "expects something else",
                post("Content-Length: 5", "Expect: a-pony") + "hello")
            .unless(HELLO));
  }

  private static Stream<Vector> unfinished() {
    return Stream.of(
        refuse(LENGTHS, "body shorter than its length", post("Content-Length: 9") + "hello")
            .then(Next.NOTHING),
        refuse(LENGTHS, "chunks without an end", post(CHUNKED) + "5\r\nhello\r\n")
            .then(Next.NOTHING),
        refuse(LENGTHS, "head without an end", "GET / HTTP/1.1\r\n" + Vector.HOST)
            .then(Next.NOTHING));
  }

  private static Stream<Vector> sizes() {
    return Stream.of(
        chunk("size zz", "zz\r\nhello\r\n"),
        chunk("negative size", "-5\r\nhello\r\n"),
        chunk("signed size", "+5\r\nhello\r\n"),
        chunk("size with 0x", "0x5\r\nhello\r\n"),
        chunk("size with a blank before", " 5\r\nhello\r\n"),
        chunk("size with a blank behind", "5 \r\nhello\r\n").unless(HELLO),
        chunk("size with an underscore", "0_5\r\nhello\r\n"),
        chunk("size beyond 32 bits", "100000005\r\nhello\r\n"),
        chunk("size beyond 64 bits", "10000000000000005\r\nhello\r\n"),
        chunk("empty size", "\r\nhello\r\n"),
        chunk("size with a NUL", "5\0\r\nhello\r\n"),
        chunk("data longer than its size", "3\r\nhello\r\n"),
        chunk("data shorter than its size", "6\r\nhello\r\n"),
        forward(
            CHUNKS,
            "size in capitals with zeroes",
            post(CHUNKED) + "0000A\r\nhellohello\r\n0\r\n\r\n",
            request("POST /").body("hellohello")),
        forward(
            CHUNKS,
            "many chunks",
            post(CHUNKED) + "1\r\nx\r\n".repeat(300) + "0\r\n\r\n",
            request("POST /").body("x".repeat(300))),
        forward(
            CHUNKS,
            "last chunk with many zeroes",
            post(CHUNKED) + "5\r\nhello\r\n0000\r\n\r\n",
            HELLO));
  }

  private static Stream<Vector> ends() {
    return Stream.of(
        chunk("bare LF behind the size", "5\nhello\r\n").unless(HELLO),
        chunk("bare CR behind the size", "5\rhello\r\n"),
        chunk("bare LF behind the data", "5\r\nhello\n").unless(HELLO),
        chunk("nothing behind the data", "5\r\nhello"),
        chunk("bare LF in an extension", "5;a\nhello\r\n").unless(HELLO),
        chunk("bare CR in an extension", "5;a\rb\r\nhello\r\n").unless(HELLO),
        chunk("NUL in an extension", "5;a\0\r\nhello\r\n").unless(HELLO),
        chunk("long extension", "5;" + "a".repeat(20_000) + "\r\nhello\r\n").unless(HELLO),
        forward(CHUNKS, "extension", post(CHUNKED) + "5;a=b\r\nhello\r\n0\r\n\r\n", HELLO),
        forward(
            CHUNKS,
            "extension in quotes",
            post(CHUNKED) + "5;a=\"b;c\"\r\nhello\r\n0;last\r\n\r\n",
            HELLO),
        refuse(CHUNKS, "last chunk with a bare LF", post(CHUNKED) + "5\r\nhello\r\n0\n\n")
            .unless(HELLO),
        refuse(CHUNKS, "last chunk and a bare CR", post(CHUNKED) + "5\r\nhello\r\n0\r\n\rX"));
  }

  private static Stream<Vector> trailers() {
    return Stream.of(
        trailer("harmless one", "X-Sum: 1", HELLO),
        trailer("length", "Content-Length: 99", HELLO.without("Content-Length")),
        trailer("coding", "Transfer-Encoding: x", HELLO),
        trailer("Host", "Host: evil.example.org", HELLO),
        trailer("credentials", "Authorization: Basic eDp5", HELLO.without("Authorization")),
        trailer(
            "forwarding header",
            "X-Forwarded-For: 6.6.6.6",
            HELLO.with("X-Forwarded-For", "127.0.0.1")),
        trailer("folded one", "X: 1\r\n 2", HELLO),
        badTrailer("bare LF", "X: 1\nY: 2"),
        badTrailer("bare CR", "X: 1\rY: 2"),
        badTrailer("NUL", "X: 1\0"),
        badTrailer("no colon", "nonsense"),
        badTrailer("blank before the colon", "X : 1"),
        badTrailer("a request", "GET /hidden HTTP/1.1"),
        badTrailer("too many", "X: 12345678\r\n".repeat(10_000) + "Y: 1"));
  }

  private static Vector length(String name, String headers) {
    return refuse(LENGTHS, name, post(headers) + "hello");
  }

  private static Vector hidden(String name, String headers) {
    return refuse(LENGTHS, name, post(headers) + HIDDEN);
  }

  private static Vector coding(String name, String coding) {
    return refuse(LENGTHS, name, post("Transfer-Encoding: " + coding) + chunks());
  }

  private static Vector chunk(String name, String chunk) {
    return refuse(CHUNKS, name, post(CHUNKED) + chunk + "0\r\n\r\n");
  }

  private static Vector trailer(String name, String trailer, Expected meaning) {
    return forward(
        TRAILERS, name, post(CHUNKED) + "5\r\nhello\r\n0\r\n" + trailer + "\r\n\r\n", meaning);
  }

  private static Vector badTrailer(String name, String trailer) {
    return refuse(TRAILERS, name, post(CHUNKED) + "5\r\nhello\r\n0\r\n" + trailer + "\r\n\r\n")
        .unless(HELLO);
  }

  private static String post(String... headers) {
    return line("POST /", headers);
  }

  private static String chunks() {
    return "5\r\nhello\r\n0\r\n\r\n";
  }
}
