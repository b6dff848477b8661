package io.dormouse.streams.api.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.dormouse.streams.api.http.problem.Problem;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.Map;

/** The response to a request. */
public record Response(
    int status, String contentType, Map<String, String> headers, Content content) {

  /** The body of a response. */
  public sealed interface Content {

    /** A JSON value, sent at once. */
    record JsonContent(JsonNode value) implements Content {}

    /** Text as it is. */
    record TextContent(String text) implements Content {}

    /**
     * Bytes as they are.
     *
     * @param sent runs once they are sent, or will not be
     */
    record BufferContent(Buffer bytes, Runnable sent) implements Content {}

    /** No body. */
    record NoContent() implements Content {}

    /** Server-sent events, until their source ends. */
    record EventContent(EventSource source) implements Content {}

    /** A line for each line of the request's body, which is read meanwhile. */
    record LineContent(LineHandler handler) implements Content {}
  }

  public Response {
    headers = Map.copyOf(headers);
  }

  public static Response of(int status, JsonNode body) {
    return new Response(status, "application/json", Map.of(), new Content.JsonContent(body));
  }

  public static Response ok(JsonNode body) {
    return of(200, body);
  }

  /** 200 with a text of that media type. */
  public static Response text(String contentType, String text) {
    return new Response(200, contentType, Map.of(), new Content.TextContent(text));
  }

  /** 200 with a body of that media type, which may be large. */
  public static Response buffer(String contentType, Buffer bytes, Runnable sent) {
    return new Response(200, contentType, Map.of(), new Content.BufferContent(bytes, sent));
  }

  /** 204, without a body. */
  public static Response done() {
    return new Response(204, "", Map.of(), new Content.NoContent());
  }

  public static Response events(EventSource source) {
    return new Response(200, "text/event-stream", Map.of(), new Content.EventContent(source));
  }

  /** An answer for each line of the request's body; only for {@link Route.Body#LINES}. */
  public static Response lines(LineHandler handler) {
    return new Response(200, "application/x-ndjson", Map.of(), new Content.LineContent(handler));
  }

  /** The request was refused. */
  public static Response of(Problem problem) {
    return new Response(
        problem.type().status(),
        "application/problem+json",
        problem.headers(),
        new Content.JsonContent(problem.toJson()));
  }

  /** The same response with another body of the same kind. */
  public Response with(Content other) {
    return new Response(status, contentType, headers, other);
  }

  public Response withHeader(String name, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(name, value);
    return new Response(status, contentType, more, content);
  }
}
