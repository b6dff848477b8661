package io.dormouse.streams.api.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.dormouse.streams.api.http.problem.Problem;
import java.util.HashMap;
import java.util.Map;

/** What a request is answered with. */
public record Answer(int status, String contentType, Map<String, String> headers, Body body) {

  /** What follows the head. */
  public sealed interface Body {

    /** A JSON value, sent at once. */
    record Whole(JsonNode value) implements Body {}

    /** Nothing at all. */
    record Nothing() implements Body {}

    /** Server-sent events, one after the other for as long as their source runs. */
    record Events(EventSource source) implements Body {}
  }

  public Answer {
    headers = Map.copyOf(headers);
  }

  public static Answer of(int status, JsonNode body) {
    return new Answer(status, "application/json", Map.of(), new Body.Whole(body));
  }

  public static Answer ok(JsonNode body) {
    return of(200, body);
  }

  /** Done, and there is nothing to show. */
  public static Answer done() {
    return new Answer(204, "", Map.of(), new Body.Nothing());
  }

  public static Answer events(EventSource source) {
    return new Answer(200, "text/event-stream", Map.of(), new Body.Events(source));
  }

  /** The request was not done. */
  public static Answer of(Problem problem) {
    return new Answer(
        problem.type().status(),
        "application/problem+json",
        problem.headers(),
        new Body.Whole(problem.toJson()));
  }

  public Answer withHeader(String name, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(name, value);
    return new Answer(status, contentType, more, body);
  }
}
