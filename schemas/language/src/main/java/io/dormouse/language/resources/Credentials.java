package io.dormouse.language.resources;

import java.util.Map;

/**
 * Environment variables by which a replica reaches its bucket and schema. {@code toString} shows
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
