package io.dormouse.agents.host.driver.docker.engine;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Messages of the engine, without the client's wrapping. */
public final class EngineMessages {

  private static final Pattern WRAPPED =
      Pattern.compile("Status \\d{3}: \\{\"message\":\"(.*)\"}\\s*", Pattern.DOTALL);

  private EngineMessages() {}

  public static String of(Throwable e) {
    String message = Objects.requireNonNullElseGet(e.getMessage(), () -> e.getClass().getName());
    Matcher matcher = WRAPPED.matcher(message);
    return matcher.matches() ? matcher.group(1).replace("\\\"", "\"") : message;
  }
}
