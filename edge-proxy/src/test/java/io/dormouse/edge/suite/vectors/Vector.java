package io.dormouse.edge.suite.vectors;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One case: the bytes of a client, the answer of the backend, and the results that are allowed.
 *
 * @param ours the treatment by our edge
 * @param sent the bytes of the client, one character each
 * @param inside requests that the backend may get, in this order; empty if no part of it means
 *     anything
 * @param next the request that is sent after it
 * @param answer of the backend to the first request, or null for a usual one
 * @param outside the part of that answer that may reach the client, or null for none
 */
public record Vector(
    String family,
    String name,
    Judgement.Treatment ours,
    String sent,
    List<Expected> inside,
    Next next,
    @Nullable BackendAnswer answer,
    @Nullable Expected outside) {

  /** The next request on the same connection. */
  public enum Next {
    NOTHING,
    /** One more request, which must be lost if the bytes before it were refused. */
    LOST,
    /** One more request, which may be served in any case, since its beginning is beyond doubt. */
    SERVED
  }

  /**
   * An answer of the backend.
   *
   * @param bytes one character each; {@code {accept}} becomes the right Sec-WebSocket-Accept
   * @param closes true if the backend closes the connection after it
   * @param late bytes that the backend sends after it, once the client has had all of it
   */
  public record BackendAnswer(String bytes, boolean closes, String late) {

    BackendAnswer(String bytes, boolean closes) {
      this(bytes, closes, "");
    }
  }

  public static final String NEXT = "GET /next";
  public static final String HOST = "Host: " + Expected.HOST + "\r\n";

  /** A request that the edge must not forward, and that means nothing to anybody. */
  static Vector refuse(String family, String name, String sent) {
    return new Vector(
        family, name, Judgement.Treatment.REFUSED, sent, List.of(), Next.LOST, null, null);
  }

  /** A request that must be forwarded as this. */
  public static Vector forward(String family, String name, String sent, Expected... inside) {
    return new Vector(
        family,
        name,
        Judgement.Treatment.FORWARDED,
        sent,
        List.of(inside),
        Next.SERVED,
        null,
        null);
  }

  /** An answer to a plain request that must not reach the client; it means nothing to anybody. */
  static Vector drop(String family, String name, String answer) {
    return new Vector(
        family,
        name,
        Judgement.Treatment.REFUSED,
        line("GET /"),
        List.of(Expected.request("GET /")),
        Next.NOTHING,
        new BackendAnswer(answer, false),
        null);
  }

  /** An answer to a plain request that must reach the client as this. */
  static Vector pass(String family, String name, String answer, Expected outside) {
    Vector vector = drop(family, name, answer).orElse(outside);
    return new Vector(
        family,
        name,
        Judgement.Treatment.FORWARDED,
        vector.sent,
        vector.inside,
        vector.next,
        vector.answer,
        outside);
  }

  /** The same vector, but others may take the request for these. */
  Vector unless(Expected... meaning) {
    return new Vector(family, name, ours, sent, List.of(meaning), next, answer, outside);
  }

  /** The same vector, but others may take the answer for this. */
  Vector orElse(Expected meaning) {
    return new Vector(family, name, ours, sent, inside, next, answer, meaning);
  }

  /** The same vector with this answer of the backend. */
  Vector answered(String bytes, Expected reaches) {
    return new Vector(
        family, name, ours, sent, inside, next, new BackendAnswer(bytes, false), reaches);
  }

  /** The same vector with this request and its meaning. */
  Vector asked(String request, Expected meaning) {
    return new Vector(family, name, ours, request, List.of(meaning), next, answer, outside);
  }

  public Vector then(Next other) {
    return new Vector(family, name, ours, sent, inside, other, answer, outside);
  }

  /** The same vector with a backend that closes after its answer. */
  Vector closing() {
    BackendAnswer last = new BackendAnswer(answer == null ? "" : answer.bytes(), true);
    return new Vector(family, name, ours, sent, inside, next, last, outside);
  }

  /** The same vector with a longer name. */
  Vector called(String more) {
    return new Vector(family, name + " and " + more, ours, sent, inside, next, answer, outside);
  }

  /** The same vector with bytes that the backend sends together with its answer, after it. */
  Vector behind(String what, String bytes) {
    BackendAnswer more = new BackendAnswer((answer == null ? "" : answer.bytes()) + bytes, false);
    return new Vector(family, name, ours, sent, inside, next, more, outside).called(what);
  }

  /** The same vector with bytes that the backend sends once the client has had the whole answer. */
  Vector late(String bytes) {
    BackendAnswer more = new BackendAnswer(answer == null ? "" : answer.bytes(), false, bytes);
    return new Vector(family, name, ours, sent, inside, next, more, outside);
  }

  /** All bytes that are sent at once. */
  public String bytes() {
    return next == Next.NOTHING ? sent : sent + line(NEXT);
  }

  /** The number of answers that the client waits for, if the connection lives. */
  public int answers() {
    return Math.max(1, inside.size()) + (next == Next.NOTHING ? 0 : 1);
  }

  public boolean isHead() {
    return sent.startsWith("HEAD ");
  }

  @Override
  public String toString() {
    return family + ": " + name;
  }

  /** A request for the instance with these header lines, without a body. */
  public static String line(String methodAndTarget, String... headers) {
    StringBuilder text = new StringBuilder(methodAndTarget + " HTTP/1.1\r\n" + HOST);
    for (String header : headers) {
      text.append(header).append("\r\n");
    }
    return text.append("\r\n").toString();
  }
}
