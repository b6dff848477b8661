package io.dormouse.streams.api.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;

/** What a request is answered with. */
public record Answer(int status, String contentType, Map<String, String> headers, JsonNode body) {

  public Answer {
    headers = Map.copyOf(headers);
  }

  public static Answer of(int status, JsonNode body) {
    return new Answer(status, "application/json", Map.of(), body);
  }

  public static Answer ok(JsonNode body) {
    return of(200, body);
  }

  public Answer withHeader(String name, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(name, value);
    return new Answer(status, contentType, more, body);
  }
}
