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
public record Readiness(boolean ready, Map<String, Boolean> parts) {

  public Readiness {
    parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
  }

  /** A program that does not tell its parts apart. */
  public static Readiness of(boolean ready) {
    return new Readiness(ready, Map.of());
  }

  /** A program of one part. */
  public static Readiness of(String part, boolean ready) {
    return new Readiness(ready, Map.of(part, ready));
  }

  /** The same with one more part: the program is ready when all parts are. */
  public Readiness and(String part, boolean partReady) {
    Map<String, Boolean> more = new LinkedHashMap<>(parts);
    more.put(part, partReady);
    return new Readiness(ready && partReady, more);
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
