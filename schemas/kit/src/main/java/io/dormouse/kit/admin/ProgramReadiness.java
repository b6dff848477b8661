package io.dormouse.kit.admin;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The answer of {@code /ready}, the same in every program: {@code
 * {"ready":false,"tables":true,"streams":false}} with status 503, or 200 once all parts are ready.
 *
 * @param ready true if the program is of use
 * @param parts the parts that it waits for, in their order; may be empty
 */
public record ProgramReadiness(boolean ready, Map<String, Boolean> parts) {

  public ProgramReadiness {
    parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
  }

  /** Readiness of a program without named parts. */
  public static ProgramReadiness of(boolean ready) {
    return new ProgramReadiness(ready, Map.of());
  }

  /** Readiness of a program of one part. */
  public static ProgramReadiness of(String part, boolean ready) {
    return new ProgramReadiness(ready, Map.of(part, ready));
  }

  /** This readiness with one more part. The program is ready when all parts are. */
  public ProgramReadiness and(String part, boolean partReady) {
    Map<String, Boolean> more = new LinkedHashMap<>(parts);
    more.put(part, partReady);
    return new ProgramReadiness(ready && partReady, more);
  }

  /** The HTTP status. */
  public int status() {
    return ready ? 200 : 503;
  }

  /** The members of the JSON object in their order, {@code ready} first. */
  public Map<String, Boolean> members() {
    Map<String, Boolean> members = new LinkedHashMap<>();
    members.put("ready", ready);
    members.putAll(parts);
    return members;
  }

  /** The JSON object; names of parts need no escapes. */
  public String json() {
    return members().entrySet().stream()
        .map(member -> "\"%s\":%b".formatted(member.getKey(), member.getValue()))
        .collect(Collectors.joining(",", "{", "}"));
  }
}
