package io.dormouse.streams.api.http.problem;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dormouse.streams.api.json.Json;
import io.dormouse.streams.api.json.RecordJson;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A refused request: problem details after RFC 9457. The message is the detail: what was expected,
 * and what came.
 */
public final class Problem extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ProblemType type;
  private final ObjectNode members = Json.object();
  private final LinkedHashMap<String, String> headers = new LinkedHashMap<>();

  public Problem(ProblemType type, String detail) {
    super(detail, null, false, false);
    this.type = type;
  }

  /** A wrong member of the body. */
  public static Problem member(String member, String expected, String got) {
    return new Problem(
            ProblemType.INVALID_REQUEST,
            "Expected the member '%s' to be %s, but got %s.".formatted(member, expected, got))
        .with("member", member)
        .with("expected", expected)
        .with("got", got);
  }

  /** Adds a member; {@link RecordJson} must be able to write the value. */
  public Problem with(String member, Object value) {
    members.set(member, RecordJson.node(value));
    return this;
  }

  public Problem withHeader(String name, String value) {
    headers.put(name, value);
    return this;
  }

  public Problem retryAfter(Duration wait) {
    return withHeader("Retry-After", Long.toString(wait.toSeconds()));
  }

  public ProblemType type() {
    return type;
  }

  /** Further headers of the response. */
  public Map<String, String> headers() {
    return Map.copyOf(headers);
  }

  public ObjectNode toJson() {
    ObjectNode json =
        Json.object()
            .put("type", type.uri())
            .put("title", type.title())
            .put("status", type.status())
            .put("detail", getMessage());
    return json.setAll(members);
  }
}
