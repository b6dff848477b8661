package io.dormouse.sample.config;

/** A variable has a value the app cannot run with; the message names it and what was expected. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ConfigException(String message) {
    super(message);
  }
}
