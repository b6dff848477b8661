package io.dormouse.sample.config;

/**
 * Thrown if the app cannot run with the value of a variable. The message names the variable and
 * what was expected.
 */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ConfigException(String message) {
    super(message);
  }
}
