package io.dormouse.language.resources;

import java.util.Map;

/**
 * What a replica needs to reach its bucket and schema, as environment variables. Its text shows
 * their names only.
 */
public record Credentials(Map<String, String> environment) {

  public Credentials {
    environment = Map.copyOf(environment);
  }

  @Override
  public String toString() {
    return "Credentials" + environment.keySet().stream().sorted().toList();
  }
}
